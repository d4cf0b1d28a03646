-- deletes
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."bus" t
    USING pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id"
    RETURNING 1),
    deleted_1_0 AS (DELETE FROM ONLY "public"."depot" t
    USING pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id"
    RETURNING 1)
    SELECT ARRAY[0, 0, (SELECT count(*) FROM deleted_0_0), 0, 0, (SELECT count(*) FROM deleted_1_0)]::bigint[];
