-- Rows of poseintrajectoryoftoken, the largest table: 105 poses of each token, from 20 phones at a time,
-- so that neighbouring rows belong to different tokens, as they arrive in life. Needs the psql variable gigabytes.

\set ON_ERROR_STOP on
set synchronous_commit = off;
select setseed(0.43) \gset
select ceil(44000 * :gigabytes)::int as tokens \gset

insert into "AndroidRequests_poseintrajectoryoftoken"
select g, -70.8 + floor(random() * 300000) / 1e6, -33.6 + floor(random() * 250000) / 1e6,
  timestamptz '2017-03-01Z' + g * interval '0.745 seconds', case when g % 9 = 0 then 'non_vehicle' else 'vehicle' end,
  least((g - 1) / 2100 * 20 + g % 20 + 1, :tokens)
from (select generate_series(1, 105 * :tokens) g) s;
