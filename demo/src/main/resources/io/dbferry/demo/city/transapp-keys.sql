-- Foreign keys and indexes of the app's tables, made after the fill because that is several times faster.
ALTER TABLE "AndroidRequests_busstop" ADD FOREIGN KEY (gtfs_id) REFERENCES "AndroidRequests_gtfs" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_service" ADD FOREIGN KEY (gtfs_id) REFERENCES "AndroidRequests_gtfs" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_servicesbybusstop" ADD FOREIGN KEY ("busStop_id") REFERENCES "AndroidRequests_busstop" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_servicesbybusstop" ADD FOREIGN KEY (service_id) REFERENCES "AndroidRequests_service" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_servicesbybusstop" ADD FOREIGN KEY (gtfs_id) REFERENCES "AndroidRequests_gtfs" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_servicelocation" ADD FOREIGN KEY (gtfs_id) REFERENCES "AndroidRequests_gtfs" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_busassignment" ADD FOREIGN KEY (uuid_id) REFERENCES "AndroidRequests_busv2" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_eventforbusstop" ADD FOREIGN KEY (event_id) REFERENCES "AndroidRequests_event" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_eventforbusv2" ADD FOREIGN KEY (event_id) REFERENCES "AndroidRequests_event" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_eventforbusv2" ADD FOREIGN KEY (busassignment_id) REFERENCES "AndroidRequests_busassignment" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_stadisticdatafromregistrationbus" ADD FOREIGN KEY ("reportOfEvent_id") REFERENCES "AndroidRequests_eventforbusv2" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_stadisticdatafromregistrationbusstop" ADD FOREIGN KEY ("reportOfEvent_id") REFERENCES "AndroidRequests_eventforbusstop" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_token" ADD FOREIGN KEY (busassignment_id) REFERENCES "AndroidRequests_busassignment" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_poseintrajectoryoftoken" ADD FOREIGN KEY (token_id) REFERENCES "AndroidRequests_token" (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "AndroidRequests_nearbybuseslog" ADD FOREIGN KEY ("busStop_id") REFERENCES "AndroidRequests_busstop" (id) DEFERRABLE INITIALLY DEFERRED;

CREATE INDEX ON "AndroidRequests_servicelocation" (service, distance);
CREATE INDEX ON "AndroidRequests_report" ("timeStamp");
CREATE INDEX ON "AndroidRequests_eventforbusstop" ("stopCode");
CREATE INDEX ON "AndroidRequests_eventforbusstop" (event_id);
CREATE INDEX ON "AndroidRequests_eventforbusv2" (event_id);
CREATE INDEX ON "AndroidRequests_eventforbusv2" (busassignment_id);
CREATE INDEX ON "AndroidRequests_stadisticdatafromregistrationbus" ("reportOfEvent_id");
CREATE INDEX ON "AndroidRequests_stadisticdatafromregistrationbusstop" ("reportOfEvent_id");
CREATE INDEX ON "AndroidRequests_token" (busassignment_id);
CREATE INDEX ON "AndroidRequests_poseintrajectoryoftoken" ("timeStamp");
CREATE INDEX ON "AndroidRequests_poseintrajectoryoftoken" (token_id, "timeStamp");
CREATE INDEX ON "AndroidRequests_nearbybuseslog" ("busStop_id");
