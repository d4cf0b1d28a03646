-- one column
SELECT EXISTS (SELECT FROM x t
    WHERE true AND EXISTS (SELECT FROM ONLY public.trip c
    WHERE t."id" OPERATOR(pg_catalog.=) c."bus"));

-- two columns
SELECT EXISTS (SELECT FROM x t
    WHERE true AND EXISTS (SELECT FROM "S".fare c
    WHERE t."Zone" OPERATOR(public.=) c."zo""ne" AND t."from" OPERATOR(pg_catalog.<>) c."day"));
