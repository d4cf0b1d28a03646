-- A shop that rents films: views, functions, triggers, full text, enums, domains, partitions, a materialized view.
create type rating as enum ('G', 'PG', 'R', 'NC-17');
create domain year as int check (value between 1890 and 2200);
create table language (id serial primary key, name char(20) not null unique, changed timestamptz not null default now());
create table film (
  id int generated always as identity primary key,
  title text not null,
  released year,
  language int not null references language on update cascade on delete restrict,
  original_language int references language,
  rate numeric(4, 2) not null default 4.99 check (rate >= 0),
  rated rating default 'G',
  features text[],
  words tsvector,
  changed timestamptz not null default now());
create index on film using gin (words);
create index on film (lower(title)) where released is not null;
create table actor (id bigserial primary key, name text not null, unique (name, id));
create table plays (actor bigint references actor on delete cascade, film int references film on delete cascade, primary key (actor, film));
create table shop (id smallint primary key, head int);
create table clerk (id int primary key, shop smallint not null references shop deferrable initially deferred, boss int references clerk, picture bytea, active bool not null default true);
alter table shop add foreign key (head) references clerk deferrable initially deferred;
create table customer (
  id uuid primary key default gen_random_uuid(),
  mail text unique,
  address jsonb,
  shop smallint references shop,
  full_name text generated always as (coalesce(mail, '') || ' at ' || coalesce(address ->> 'city', '')) stored);
create table payment (id int, paid date not null, customer uuid references customer, amount numeric(8, 2), primary key (id, paid)) partition by range (paid);
create table payment_2025 partition of payment for values from ('2025-01-01') to ('2026-01-01');
create table payment_2026 partition of payment for values from ('2026-01-01') to ('2027-01-01') partition by hash (id);
create table payment_2026_0 partition of payment_2026 for values with (modulus 2, remainder 0);
create table payment_2026_1 partition of payment_2026 for values with (modulus 2, remainder 1);
create table payment_other partition of payment default;
create function touch() returns trigger language plpgsql as $$ begin new.changed := clock_timestamp(); return new; end $$;
create trigger touch before update on film for each row execute function touch();
create trigger touch before update on language for each row execute function touch();
create trigger words before insert or update on film for each row execute function tsvector_update_trigger('words', 'pg_catalog.english', 'title');
create view catalogue as select f.id, f.title, l.name as language from film f join language l on l.id = f.language;
create materialized view income as select customer, sum(amount) as total from payment group by customer;
create materialized view rich as select * from income where total > 20;
create unique index on income (customer);
create function rented(the_shop smallint) returns setof catalogue language sql stable begin atomic select * from catalogue order by id limit the_shop; end;
create rule nothing as on delete to shop where old.id = -1 do instead nothing;
create statistics film_rates (dependencies) on rate, rated from film;
comment on table film is 'What is rented: it''s "all"';
alter table actor set (fillfactor = 70);
insert into language (name) select n from unnest('{Spanish,English,Mapudungun,Quechua,Aymara}'::text[]) n;
insert into film (title, released, language, rate, rated, features)
  select 'film ' || md5(i::text), 1900 + i % 120, 1 + i % 5, i % 50 / 10.0, (enum_range(null::rating))[1 + i % 4], array['a' || i, null]
  from generate_series(1, 800) i;
insert into actor (name) select 'actor ' || i % 90 from generate_series(1, 200) i;
insert into plays select 1 + i % 200, 1 + i * 7 % 800 from generate_series(1, 3000) i on conflict do nothing;
begin;
insert into shop values (1, 1), (2, 4);
insert into clerk select i, 1 + i % 2, nullif(i / 2, 0), decode(md5(i::text), 'hex') from generate_series(1, 12) i;
commit;
insert into customer (mail, address, shop) select 'c' || i || '@example.org', jsonb_build_object('city', 'c' || i % 9, 'n', 1.50), 1 + i % 2 from generate_series(1, 300) i;
insert into payment select i, date '2025-03-01' + i % 900, c.id, i % 70 / 3.0 from generate_series(1, 2500) i join (select id, row_number() over (order by mail) n from customer) c on c.n = 1 + i % 300;
refresh materialized view income;
refresh materialized view rich;
