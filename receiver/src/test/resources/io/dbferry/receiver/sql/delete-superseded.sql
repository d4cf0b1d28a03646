-- unique indexes
DELETE FROM ONLY "public"."depot" t
    USING pg_temp."stage_000042_0" s
    WHERE t."code" OPERATOR(public.=) s."code" AND NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" had
    WHERE t."id" OPERATOR(pg_catalog.=) had."id");
DELETE FROM ONLY "public"."depot" t
    USING pg_temp."stage_000042_0" s
    WHERE t."city" OPERATOR(pg_catalog.=) s."city" AND t."place" OPERATOR(pg_catalog.=) s."place" AND NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" had
    WHERE t."id" OPERATOR(pg_catalog.=) had."id");
