-- a bus's city
SELECT DISTINCT p."id" FROM pg_temp.changed_0 k JOIN ONLY "public"."bus" c ON c."id" OPERATOR(pg_catalog.=) k."id" AND c."line" OPERATOR(pg_catalog.=) k."line" JOIN ONLY "public"."city" p ON p."id" OPERATOR(pg_catalog.=) c."city" WHERE NOT EXISTS (SELECT FROM pg_temp.changed_1 had WHERE had."id" OPERATOR(pg_catalog.=) p."id");
