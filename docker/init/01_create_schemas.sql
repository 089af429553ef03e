-- Schemas and roles. Runs by hand, at a Docker Postgres' first boot and through `jobs migrate`; repeating it changes nothing.
-- Passwords are not here: `jobs migrate` sets them from the settings.

do $$
declare
    role_name text;
begin
    foreach role_name in array array['app_user', 'dbt_runner', 'tableau_reader'] loop
        if not exists (select from pg_roles where rolname = role_name) then
            execute format('create role %I login', role_name);
        end if;
    end loop;
end
$$;

create schema if not exists raw;
create schema if not exists staging;
create schema if not exists marts;

create extension if not exists pg_trgm;

-- The services and the site: they write the tables that migrations grant them, and own nothing.
grant usage on schema raw, staging, marts to app_user;

-- dbt: reads raw and the work tables, owns what it builds.
grant usage on schema raw to dbt_runner;
grant usage, create on schema staging, marts to dbt_runner;

-- Business intelligence: reads the marts that dbt builds, never people's own tables.
grant usage on schema marts to tableau_reader;

-- Granting dbt_runner to the administrator lets default privileges be set on a managed server, where nobody is superuser.
do $$
begin
    if not pg_has_role(current_user, 'dbt_runner', 'member') then
        execute format('grant dbt_runner to %I', current_user);
    end if;
end
$$;

alter default privileges for role dbt_runner in schema staging grant select on tables to app_user;
alter default privileges for role dbt_runner in schema marts grant select on tables to app_user, tableau_reader;
