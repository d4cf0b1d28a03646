-- Rows of all TranSapp tables but the poses. Needs the psql variables gigabytes and images.
-- Seeded, so the same scale gives the same rows. Coordinates have six digits and times milliseconds,
-- as phones send them: more digits would make the dump larger and harder to compress than a real one.

\set ON_ERROR_STOP on
\set stops 11500
\set services 400
set synchronous_commit = off;
select setseed(0.42) \gset

select ceil(60000 * :gigabytes)::int as buses, ceil(20000 * :gigabytes)::int as assignments,
  greatest(ceil(40000 * :gigabytes)::int, 5 * :images) as reports,
  ceil(25000 * :gigabytes)::int as stop_events, ceil(60000 * :gigabytes)::int as bus_events,
  ceil(44000 * :gigabytes)::int as tokens, ceil(450000 * :gigabytes)::int as nearby,
  ceil(1800000 * :gigabytes)::int as positions \gset

insert into "AndroidRequests_gtfs"
select g, 'v0.' || g, timestamptz '2016-01-01 03:00Z' + g * interval '180 days' from generate_series(1, 3) g;

insert into "AndroidRequests_event"
select 'evn' || lpad(g::text, 5, '0'), 'Evento ' || g, 'Lo que el usuario ve en el paradero o en el bus ' || g,
  10 + g, (array['estado', 'conductor', 'paradero'])[1 + g % 3], (array['o', 'd', 'i'])[1 + g % 3],
  case when g % 2 = 0 then 'bus' else 'busStop' end
from generate_series(1, 30) g;

insert into "AndroidRequests_busstop"
select g, -70.8 + floor(random() * 300000) / 1e6, -33.6 + floor(random() * 250000) / 1e6,
  'P' || chr(65 + g % 26) || (g / 26 % 1000), 'Parada ' || g || ' / Avenida Libertador esq. ' || g % 700, 1 + (g - 1) / 4000
from generate_series(1, :stops) g;

insert into "AndroidRequests_service"
select g, (100 + g) || chr(65 + g % 5), 'Plaza ' || g % 60, 'Villa ' || g % 47,
  '#' || lpad(to_hex(g * 40503 % 16777216), 6, '0'), g % 7, 1 + g % 3
from generate_series(1, :services) g;

insert into "AndroidRequests_servicesbybusstop"
select g, (100 + g / :stops * 40 + g % 40) || 'I', 1 + g % :stops, 1 + g % :services, 1 + g / :stops % 3
from generate_series(1, 5 * :stops) g;

insert into "AndroidRequests_servicelocation"
select g, -70.8 + floor(random() * 300000) / 1e6, -33.6 + floor(random() * 250000) / 1e6,
  (100 + g / 500) || 'R', g % 500 * 20, 1 + g % 3
from generate_series(1, 200000) g;

insert into "AndroidRequests_busv2"
select g, 'BJ' || chr(65 + g % 26) || chr(65 + g / 26 % 26) || lpad((g % 100)::text, 2, '0'), gen_random_uuid()
from generate_series(1, :buses) g;

insert into "AndroidRequests_busassignment"
select g, (100 + g % :services) || 'I', 1 + g % :buses from generate_series(1, :assignments) g;

insert into "AndroidRequests_report"
select g, timestamptz '2017-03-01Z' + g * interval '97.131 seconds', 'Mensaje del usuario numero ' || g || ' sobre el recorrido',
  case when g % 5 > 0 then case when g % 2 = 0 then 'no image' end
       when g / 5 <= :images then g || '_' || md5(g::text) || '.jpeg' else 'no image' end,
  json_build_object('bus', json_build_object('service', (100 + g % 400) || 'I', 'licensePlate', 'BJFC' || g % 100,
    'latitude', -33.6 + floor(random() * 250000) / 1e6, 'longitude', -70.8 + floor(random() * 300000) / 1e6,
    'machineId', md5(g::text)::uuid, 'direction', 'I'))::text,
  gen_random_uuid()
from generate_series(1, :reports) g;

insert into "AndroidRequests_eventforbusstop"
select g, t, t - interval '3 minutes', t + interval '30 minutes', floor(random() * 9), floor(random() * 3),
  gen_random_uuid(), case when g % 3 = 0 then g % 2 = 0 end, g % 50 = 0, null,
  'P' || chr(65 + g % 26) || g % 440, case when g % 4 = 0 then 'sin luz' else '' end, 'evn' || lpad((1 + g % 30)::text, 5, '0')
from (select g, timestamptz '2017-03-01Z' + g * interval '155.419 seconds' t from generate_series(1, :stop_events) g) s;

insert into "AndroidRequests_eventforbusv2"
select g, t, t - interval '3 minutes', t + interval '30 minutes', floor(random() * 9), floor(random() * 3),
  gen_random_uuid(), case when g % 3 = 0 then g % 2 = 0 end, g % 50 = 0, null,
  'P' || chr(65 + g % 26) || g % 440, 'P' || chr(65 + g % 25) || g % 440, case when g % 2 = 0 then 'I' else 'R' end,
  'evn' || lpad((1 + g % 30)::text, 5, '0'), 1 + floor(random() * :assignments)::int
from (select g, timestamptz '2017-03-01Z' + g * interval '64.777 seconds' t from generate_series(1, :bus_events) g) s;

insert into "AndroidRequests_stadisticdatafromregistrationbus"
select g, lon, lat, t, case when g % 4 = 0 then 'decline' else 'confirm' end, gen_random_uuid(),
  lon + 0.0005, lat - 0.0004, t - interval '20 seconds', floor(random() * 5000) / 10, 1 + (g - 1) / 3
from (select g, -70.8 + floor(random() * 300000) / 1e6 lon, -33.6 + floor(random() * 250000) / 1e6 lat,
        timestamptz '2017-03-01Z' + g * interval '21.593 seconds' t from generate_series(1, 3 * :bus_events) g) s;

insert into "AndroidRequests_stadisticdatafromregistrationbusstop"
select g, -70.8 + floor(random() * 300000) / 1e6, -33.6 + floor(random() * 250000) / 1e6,
  timestamptz '2017-03-01Z' + g * interval '77.709 seconds', case when g % 4 = 0 then 'decline' else 'confirm' end,
  gen_random_uuid(), 1 + (g - 1) / 2
from generate_series(1, 2 * :stop_events) g;

insert into "AndroidRequests_token"
select g, encode(sha512(g::text::bytea), 'hex'), case when g % 2 = 0 then 'I' else 'R' end,
  '#' || lpad(to_hex(g * 977 % 16777216), 6, '0'), gen_random_uuid(), timestamptz '2017-03-01Z' + g * interval '78.1 seconds',
  case when g % 6 = 0 then 1 + g % 5 end, 1 + floor(random() * :assignments)::int
from generate_series(1, :tokens) g;

insert into "AndroidRequests_nearbybuseslog"
select g, timestamptz '2017-03-01Z' + g * interval '7.823 seconds', md5((g % 20000)::text)::uuid,
  1 + floor(random() ^ 2 * :stops)::int
from (select generate_series(1, :nearby) g) s;

insert into "AndroidRequests_devicepositionintime"
select g, -70.8 + floor(random() * 300000) / 1e6, -33.6 + floor(random() * 250000) / 1e6,
  timestamptz '2017-03-01Z' + g * interval '1.861 seconds', md5((g % 20000)::text)::uuid
from (select generate_series(1, :positions) g) s;
