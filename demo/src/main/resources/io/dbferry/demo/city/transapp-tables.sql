-- The app's tables as Django lays them out, without foreign keys and indexes: those are made after the fill.

CREATE TABLE "AndroidRequests_gtfs" (
  id serial primary key,
  version varchar(10) not null unique,
  "timeCreation" timestamptz
);

CREATE TABLE "AndroidRequests_event" (
  id varchar(8) primary key,
  name varchar(30) not null,
  description varchar(140),
  lifespam int not null,
  category varchar(20) not null,
  origin varchar(1) not null,
  "eventType" varchar(7) not null
);

CREATE TABLE "AndroidRequests_busstop" (
  id serial primary key,
  longitude float8 not null,
  latitude float8 not null,
  code varchar(6) not null,
  name varchar(70) not null,
  gtfs_id int not null,
  unique (code, gtfs_id)
);

CREATE TABLE "AndroidRequests_service" (
  id serial primary key,
  service varchar(11) not null,
  origin varchar(100) not null,
  destiny varchar(100) not null,
  color varchar(7) not null,
  color_id int not null,
  gtfs_id int not null,
  unique (service, gtfs_id)
);

CREATE TABLE "AndroidRequests_servicesbybusstop" (
  id serial primary key,
  code varchar(11) not null,
  "busStop_id" int not null,
  service_id int not null,
  gtfs_id int not null,
  unique (code, "busStop_id", gtfs_id)
);

CREATE TABLE "AndroidRequests_servicelocation" (
  id serial primary key,
  longitude float8 not null,
  latitude float8 not null,
  service varchar(11) not null,
  distance int not null,
  gtfs_id int not null,
  unique (service, distance, gtfs_id)
);

CREATE TABLE "AndroidRequests_busv2" (
  id serial primary key,
  "registrationPlate" varchar(8) not null,
  uuid uuid not null unique
);

CREATE TABLE "AndroidRequests_busassignment" (
  id serial primary key,
  service varchar(11) not null,
  uuid_id int not null,
  unique (uuid_id, service)
);

CREATE TABLE "AndroidRequests_report" (
  id serial primary key,
  "timeStamp" timestamptz not null,
  message text not null,
  "imageName" varchar(100) default 'no image',
  "reportInfo" text not null,
  "phoneId" uuid not null
);

CREATE TABLE "AndroidRequests_eventforbusstop" (
  id serial primary key,
  "timeStamp" timestamptz not null,
  "timeCreation" timestamptz not null,
  "expireTime" timestamptz,
  "eventConfirm" int not null,
  "eventDecline" int not null,
  "phoneId" uuid not null,
  fixed bool,
  broken bool not null,
  "brokenType" varchar(50),
  "stopCode" varchar(6) not null,
  "aditionalInfo" varchar(140) not null,
  event_id varchar(8) not null
);

CREATE TABLE "AndroidRequests_eventforbusv2" (
  id serial primary key,
  "timeStamp" timestamptz not null,
  "timeCreation" timestamptz not null,
  "expireTime" timestamptz,
  "eventConfirm" int not null,
  "eventDecline" int not null,
  "phoneId" uuid not null,
  fixed bool,
  broken bool not null,
  "brokenType" varchar(50),
  "busStop1" varchar(6),
  "busStop2" varchar(6),
  direction varchar(1),
  event_id varchar(8) not null,
  busassignment_id int not null
);

CREATE TABLE "AndroidRequests_stadisticdatafromregistrationbus" (
  id serial primary key,
  longitude float8 not null,
  latitude float8 not null,
  "timeStamp" timestamptz not null,
  "confirmDecline" varchar(10) not null,
  "phoneId" uuid not null,
  "gpsLongitude" float8,
  "gpsLatitude" float8,
  "gpsTimeStamp" timestamptz,
  distance float8,
  "reportOfEvent_id" int not null
);

CREATE TABLE "AndroidRequests_stadisticdatafromregistrationbusstop" (
  id serial primary key,
  longitude float8 not null,
  latitude float8 not null,
  "timeStamp" timestamptz not null,
  "confirmDecline" varchar(10) not null,
  "phoneId" uuid not null,
  "reportOfEvent_id" int not null
);

CREATE TABLE "AndroidRequests_token" (
  id serial primary key,
  token varchar(128) not null,
  direction varchar(1),
  color varchar(7) not null,
  "phoneId" uuid not null,
  "timeCreation" timestamptz,
  "userEvaluation" int,
  busassignment_id int not null
);

CREATE TABLE "AndroidRequests_poseintrajectoryoftoken" (
  id serial primary key,
  longitude float8 not null,
  latitude float8 not null,
  "timeStamp" timestamptz not null,
  "inVehicleOrNot" varchar(15) not null,
  token_id int not null
);

CREATE TABLE "AndroidRequests_devicepositionintime" (
  id serial primary key,
  longitude float8 not null,
  latitude float8 not null,
  "timeStamp" timestamptz not null,
  "phoneId" uuid not null
);

CREATE TABLE "AndroidRequests_nearbybuseslog" (
  id serial primary key,
  "timeStamp" timestamptz not null,
  "phoneId" uuid not null,
  "busStop_id" int not null
);
