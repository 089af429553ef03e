{#
  Our own `incremental`: one `insert … on conflict do update` straight into the table, in one transaction.

  dbt's own writes every row twice (temporary table, then merge) and swaps tables by rename on a full refresh, which a
  reader can meet half done. Here the relation is created once and then only ever changed row by row:
  `--full-refresh` recomputes every row in place, new contract columns and indexes are added when they are missing.
  Needs an enforced contract with a primary key that equals `unique_key`.
#}
{% materialization incremental, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if existing is none %}
        {% call statement('main') %}{{ get_create_table_as_sql(False, target, sql) }}{% endcall %}
        {% do persist_docs(target, model) %}
    {% elif existing.type != 'table' %}
        {% do exceptions.raise_compiler_error(target ~ ' exists and is no table') %}
    {% else %}
        {{ get_assert_columns_equivalent(sql) }}
        {% if add_missing_columns(target) %}{% do persist_docs(target, model) %}{% endif %}
        {% call statement('main') %}{{ upsert_sql(target, sql) }}{% endcall %}
    {% endif %}
    {% do create_missing_indexes(target) %}
    {% do store_uncompressed(target) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}


{% macro upsert_sql(target, sql) %}
    {%- set keys = config.require('unique_key') -%}
    {%- set keys = [keys] if keys is string else keys -%}
    {%- set columns = model.columns.keys() | list %}
    insert into {{ target }} ({{ columns | join(', ') }})
    {{ get_select_subquery(sql) }}
    on conflict ({{ keys | join(', ') }}) do update set
    {%- for column in columns if column not in keys %}
        {{ column }} = excluded.{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{% endmacro %}


{# Adds the contract's columns that the table does not have; returns whether there were any. #}
{% macro add_missing_columns(target) %}
    {%- set present = adapter.get_columns_in_relation(target) | map(attribute='name') | list -%}
    {%- set missing = [] -%}
    {%- for column in model.columns.values() if column.name not in present -%}
        {%- do missing.append(column.name) -%}
        {%- do run_query('alter table ' ~ target ~ ' add column ' ~ column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {{ return(missing | length > 0) }}
{% endmacro %}


{# dbt puts the time into an index's name and so cannot see that it is there; ours are named after their columns. #}
{% macro create_missing_indexes(target) %}
    {%- set present = run_query(
        "select indexname from pg_indexes where schemaname = '" ~ target.schema ~ "' and tablename = '" ~ target.identifier ~ "'"
    ).columns[0].values() -%}
    {%- for index in config.get('indexes', []) -%}
        {%- set name = target.identifier ~ '__' ~ (index.columns | join('__')) -%}
        {%- if name not in present -%}
            {%- do run_query(
                'create ' ~ ('unique ' if index.unique else '') ~ 'index ' ~ name ~ ' on ' ~ target
                ~ ' using ' ~ (index.type or 'btree') ~ ' (' ~ (index.columns | join(', ')) ~ ')'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}


{# The columns in `meta.uncompressed` are written as they are from now on; a column that is so already is not locked again. #}
{% macro store_uncompressed(target) %}
    {%- for column in config.get('meta', {}).get('uncompressed', []) if column in model.columns -%}
        {%- set compressed = run_query(
            "select 1 from pg_attribute where attrelid = '" ~ target ~ "'::regclass and attname = '" ~ column ~ "' and attstorage <> 'e'"
        ) -%}
        {%- if compressed | length > 0 -%}
            {%- do run_query('alter table ' ~ target ~ ' alter column ' ~ column ~ ' set storage external') -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
