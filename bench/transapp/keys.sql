-- Primary keys, unique keys, indexes and foreign keys of the TranSapp tables, for tables that hold their rows.

\set ON_ERROR_STOP on
set maintenance_work_mem = '512MB';

alter table "AndroidRequests_gtfs" add primary key (id), add unique (version);
alter table "AndroidRequests_event" add primary key (id);
alter table "AndroidRequests_busstop" add primary key (id), add unique (code, gtfs_id);
alter table "AndroidRequests_service" add primary key (id), add unique (service, gtfs_id);
alter table "AndroidRequests_servicesbybusstop" add primary key (id), add unique (code, "busStop_id", gtfs_id);
alter table "AndroidRequests_servicelocation" add primary key (id), add unique (service, distance, gtfs_id);
alter table "AndroidRequests_busv2" add primary key (id), add unique (uuid);
alter table "AndroidRequests_busassignment" add primary key (id), add unique (uuid_id, service);
alter table "AndroidRequests_report" add primary key (id);
alter table "AndroidRequests_eventforbusstop" add primary key (id);
alter table "AndroidRequests_eventforbusv2" add primary key (id);
alter table "AndroidRequests_stadisticdatafromregistrationbus" add primary key (id);
alter table "AndroidRequests_stadisticdatafromregistrationbusstop" add primary key (id);
alter table "AndroidRequests_token" add primary key (id);
alter table "AndroidRequests_poseintrajectoryoftoken" add primary key (id);
alter table "AndroidRequests_devicepositionintime" add primary key (id);
alter table "AndroidRequests_nearbybuseslog" add primary key (id);

create index servicelocation_service_distance on "AndroidRequests_servicelocation" (service, distance);
create index report_timestamp on "AndroidRequests_report" ("timeStamp");
create index eventforbusstop_stopcode on "AndroidRequests_eventforbusstop" ("stopCode");
create index eventforbusstop_event on "AndroidRequests_eventforbusstop" (event_id);
create index eventforbusv2_event on "AndroidRequests_eventforbusv2" (event_id);
create index eventforbusv2_busassignment on "AndroidRequests_eventforbusv2" (busassignment_id);
create index stadisticbus_event on "AndroidRequests_stadisticdatafromregistrationbus" ("reportOfEvent_id");
create index stadisticbusstop_event on "AndroidRequests_stadisticdatafromregistrationbusstop" ("reportOfEvent_id");
create index token_busassignment on "AndroidRequests_token" (busassignment_id);
create index pose_timestamp on "AndroidRequests_poseintrajectoryoftoken" ("timeStamp");
create index pose_token_timestamp on "AndroidRequests_poseintrajectoryoftoken" (token_id, "timeStamp");
create index nearbybuseslog_busstop on "AndroidRequests_nearbybuseslog" ("busStop_id");

alter table "AndroidRequests_busstop"
  add foreign key (gtfs_id) references "AndroidRequests_gtfs" deferrable initially deferred;
alter table "AndroidRequests_service"
  add foreign key (gtfs_id) references "AndroidRequests_gtfs" deferrable initially deferred;
alter table "AndroidRequests_servicesbybusstop"
  add foreign key ("busStop_id") references "AndroidRequests_busstop" deferrable initially deferred,
  add foreign key (service_id) references "AndroidRequests_service" deferrable initially deferred,
  add foreign key (gtfs_id) references "AndroidRequests_gtfs" deferrable initially deferred;
alter table "AndroidRequests_servicelocation"
  add foreign key (gtfs_id) references "AndroidRequests_gtfs" deferrable initially deferred;
alter table "AndroidRequests_busassignment"
  add foreign key (uuid_id) references "AndroidRequests_busv2" deferrable initially deferred;
alter table "AndroidRequests_eventforbusstop"
  add foreign key (event_id) references "AndroidRequests_event" deferrable initially deferred;
alter table "AndroidRequests_eventforbusv2"
  add foreign key (event_id) references "AndroidRequests_event" deferrable initially deferred,
  add foreign key (busassignment_id) references "AndroidRequests_busassignment" deferrable initially deferred;
alter table "AndroidRequests_stadisticdatafromregistrationbus"
  add foreign key ("reportOfEvent_id") references "AndroidRequests_eventforbusv2" deferrable initially deferred;
alter table "AndroidRequests_stadisticdatafromregistrationbusstop"
  add foreign key ("reportOfEvent_id") references "AndroidRequests_eventforbusstop" deferrable initially deferred;
alter table "AndroidRequests_token"
  add foreign key (busassignment_id) references "AndroidRequests_busassignment" deferrable initially deferred;
alter table "AndroidRequests_poseintrajectoryoftoken"
  add foreign key (token_id) references "AndroidRequests_token" deferrable initially deferred;
alter table "AndroidRequests_nearbybuseslog"
  add foreign key ("busStop_id") references "AndroidRequests_busstop" deferrable initially deferred;

-- The rows came with their ids, so the sequences have to follow.
select format('select setval(%L, (select max(id) from public.%I))', pg_get_serial_sequence(format('public.%I', relname), 'id'), relname)
from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace
  and pg_get_serial_sequence(format('public.%I', relname), 'id') is not null
\gexec
