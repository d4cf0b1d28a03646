-- The receiver's own work after each load: only rows that are not transformed yet, so a repeat finds nothing to do.

-- A changed report was reset to "not transformed": what its old text said goes first.
DELETE FROM reportinfo
  USING "AndroidRequests_report" report
  WHERE report.id = reportinfo.report_id AND NOT report.transformed;

INSERT INTO reportinfo ("reportType", service, "registrationPlate", "busUUID", report_id)
  SELECT 'bus', bus ->> 'service', bus ->> 'licensePlate', (bus ->> 'uuid')::uuid, report.id
  FROM "AndroidRequests_report" report, jsonb_array_elements(report."reportInfo"::jsonb -> 'buses') bus
  WHERE NOT report.transformed;

INSERT INTO reportinfo ("reportType", "stopCode", report_id)
  SELECT 'busStop', stop ->> 'code', report.id
  FROM "AndroidRequests_report" report, jsonb_array_elements(report."reportInfo"::jsonb -> 'busStops') stop
  WHERE NOT report.transformed;

UPDATE "AndroidRequests_report" SET transformed = true WHERE NOT transformed;

UPDATE "AndroidRequests_eventforbusstop"
  SET transformed = true,
      "halfHourPeriod_id" = half_hour_of("timeStamp"),
      "timePeriod_id" = time_period_of("timeStamp"),
      zonification_id = zone_of_stop("stopCode")
  WHERE NOT transformed;

UPDATE "AndroidRequests_eventforbusv2"
  SET transformed = true,
      "halfHourPeriod_id" = half_hour_of("timeStamp"),
      "timePeriod_id" = time_period_of("timeStamp"),
      zonification_id = zone_of_stop("busStop1")
  WHERE NOT transformed;

UPDATE "AndroidRequests_busv2" SET transformed = true WHERE NOT transformed;
UPDATE "AndroidRequests_busstop" SET transformed = true WHERE NOT transformed;
