-- What only the receiver has: columns on the app's tables, and tables that its postprocessing fills or looks up.
-- TranSappViz also has "point geometry(Point,32140)" on busstop; the demo's binaries come without PostGIS.
CREATE TABLE timeperiod (
  id serial primary key,
  name varchar(30) not null unique,
  "dayType" varchar(8) not null,
  "initialTime" time not null,
  "endTime" time not null
);
INSERT INTO timeperiod (name, "dayType", "initialTime", "endTime") VALUES
  ('Laboral noche',        'laboral', '00:00', '06:30'),
  ('Laboral punta mañana', 'laboral', '06:30', '08:30'),
  ('Laboral valle',        'laboral', '08:30', '17:30'),
  ('Laboral punta tarde',  'laboral', '17:30', '20:30'),
  ('Laboral fuera punta',  'laboral', '20:30', '24:00'),
  ('Sábado mañana',        'sábado',  '00:00', '11:00'),
  ('Sábado mediodía',      'sábado',  '11:00', '17:30'),
  ('Sábado tarde',         'sábado',  '17:30', '24:00'),
  ('Domingo mañana',       'domingo', '00:00', '09:30'),
  ('Domingo día',          'domingo', '09:30', '21:00'),
  ('Domingo noche',        'domingo', '21:00', '24:00');

CREATE TABLE halfhourperiod (
  id serial primary key,
  name varchar(13) not null unique,
  "initialTime" time not null,
  "endTime" time not null
);
INSERT INTO halfhourperiod (name, "initialTime", "endTime")
  SELECT to_char(minute, 'HH24:MI') || ' - ' || to_char(minute + interval '30 minutes', 'HH24:MI'),
         minute::time, CASE WHEN minute = interval '23:30' THEN '24:00' ELSE (minute + interval '30 minutes')::time END
  FROM generate_series(0, 47) half, LATERAL (SELECT half * interval '30 minutes' AS minute) AS start ORDER BY half;

CREATE TABLE zonificationtransantiago (
  id serial primary key,
  comuna varchar(40) not null unique,
  west float8 not null,
  south float8 not null,
  east float8 not null,
  north float8 not null
);
INSERT INTO zonificationtransantiago (comuna, west, south, east, north) VALUES
  ('Quilicura',     -70.80, -33.42, -70.70, -33.34),
  ('Conchalí',      -70.70, -33.42, -70.62, -33.34),
  ('Las Condes',    -70.62, -33.42, -70.52, -33.34),
  ('Maipú',         -70.80, -33.51, -70.70, -33.42),
  ('Santiago',      -70.70, -33.51, -70.62, -33.42),
  ('Ñuñoa',         -70.62, -33.51, -70.52, -33.42),
  ('San Bernardo',  -70.80, -33.61, -70.70, -33.51),
  ('La Cisterna',   -70.70, -33.61, -70.62, -33.51),
  ('Peñalolén',     -70.62, -33.61, -70.52, -33.51);

CREATE TABLE reportinfo (
  id serial primary key,
  "reportType" varchar(7) not null,
  service varchar(11),
  "registrationPlate" varchar(8),
  "busUUID" uuid,
  "stopCode" varchar(6),
  report_id int not null REFERENCES "AndroidRequests_report" (id) ON DELETE CASCADE
);
CREATE INDEX ON reportinfo (report_id);

ALTER TABLE "AndroidRequests_report" ADD transformed boolean DEFAULT false;
ALTER TABLE "AndroidRequests_busv2" ADD transformed boolean DEFAULT false;
ALTER TABLE "AndroidRequests_busstop" ADD transformed boolean DEFAULT false;
ALTER TABLE "AndroidRequests_eventforbusstop"
  ADD transformed boolean DEFAULT false,
  ADD "halfHourPeriod_id" int REFERENCES halfhourperiod,
  ADD "timePeriod_id" int REFERENCES timeperiod,
  ADD zonification_id int REFERENCES zonificationtransantiago;
ALTER TABLE "AndroidRequests_eventforbusv2"
  ADD transformed boolean DEFAULT false,
  ADD "halfHourPeriod_id" int REFERENCES halfhourperiod,
  ADD "timePeriod_id" int REFERENCES timeperiod,
  ADD zonification_id int REFERENCES zonificationtransantiago;

CREATE FUNCTION half_hour_of(moment timestamptz) RETURNS int STABLE LANGUAGE sql AS $$
  SELECT id FROM halfhourperiod
  WHERE (moment AT TIME ZONE 'America/Santiago')::time >= "initialTime"
    AND (moment AT TIME ZONE 'America/Santiago')::time < "endTime"
$$;
CREATE FUNCTION time_period_of(moment timestamptz) RETURNS int STABLE LANGUAGE sql AS $$
  SELECT id FROM timeperiod
  WHERE (moment AT TIME ZONE 'America/Santiago')::time >= "initialTime"
    AND (moment AT TIME ZONE 'America/Santiago')::time < "endTime"
    AND "dayType" = CASE extract(isodow FROM moment AT TIME ZONE 'America/Santiago')
      WHEN 6 THEN 'sábado' WHEN 7 THEN 'domingo' ELSE 'laboral' END
$$;
CREATE FUNCTION zone_of_stop(stop_code text) RETURNS int STABLE LANGUAGE sql AS $$
  SELECT zone.id
  FROM "AndroidRequests_busstop" stop
  JOIN zonificationtransantiago zone ON stop.longitude >= zone.west AND stop.longitude < zone.east
    AND stop.latitude >= zone.south AND stop.latitude < zone.north
  WHERE stop.code = stop_code
  ORDER BY stop.gtfs_id DESC LIMIT 1
$$;
