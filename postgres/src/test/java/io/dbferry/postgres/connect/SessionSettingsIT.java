package io.dbferry.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.Failure;
import io.dbferry.testing.HostileRole;
import io.dbferry.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each setting that a role may change is fixed by us, or stands here as harmless. A new one needs a decision. */
class SessionSettingsIT {
    /** They decide how a statement is planned, not what it gives. */
    private static final Set<String> PLANS = words("""
            constraint_exclusion cpu_index_tuple_cost cpu_operator_cost cpu_tuple_cost cursor_tuple_fraction
            default_statistics_target effective_cache_size enable_async_append enable_bitmapscan
            enable_distinct_reordering enable_gathermerge enable_group_by_reordering enable_hashagg enable_hashjoin
            enable_incremental_sort enable_indexonlyscan enable_indexscan enable_material enable_memoize enable_mergejoin
            enable_nestloop enable_parallel_append enable_parallel_hash enable_partition_pruning
            enable_partitionwise_aggregate enable_partitionwise_join enable_presorted_aggregate
            enable_self_join_elimination enable_seqscan enable_sort enable_tidscan from_collapse_limit geqo geqo_effort
            geqo_generations geqo_pool_size geqo_seed geqo_selection_bias geqo_threshold jit_above_cost
            jit_debugging_support jit_dump_bitcode jit_expressions jit_inline_above_cost jit_optimize_above_cost
            jit_profiling_support jit_provider jit_tuple_deforming join_collapse_limit max_parallel_maintenance_workers
            max_parallel_workers max_parallel_workers_per_gather min_parallel_index_scan_size min_parallel_table_scan_size
            parallel_leader_participation parallel_setup_cost parallel_tuple_cost plan_cache_mode random_page_cost
            recursive_worktable_factor seq_page_cost debug_parallel_query force_parallel_mode""");

    /** Memory, input and output, and the line. */
    private static final Set<String> RESOURCES = words("""
            backend_flush_after client_connection_check_interval commit_siblings effective_io_concurrency file_copy_method
            gin_pending_list_limit hash_mem_multiplier io_combine_limit logical_decoding_work_mem
            maintenance_io_concurrency maintenance_work_mem tcp_keepalives_count tcp_keepalives_idle
            tcp_keepalives_interval tcp_user_timeout temp_buffers temp_tablespaces default_tablespace
            default_toast_compression vacuum_buffer_usage_limit wal_sender_timeout wal_skip_threshold work_mem
            trace_sort debug_logical_replication_streaming logical_replication_mode debug_discard_caches""");

    /** Of commands that we do not execute, and of what the server's log says. */
    private static final Set<String> NOT_OURS = words("""
            check_function_bodies createrole_self_grant debug_pretty_print debug_print_parse debug_print_plan
            debug_print_rewritten default_text_search_config escape_string_warning icu_validation_level lc_numeric lc_time
            local_preload_libraries log_parameter_max_length_on_error md5_password_warnings password_encryption
            scram_iterations stats_fetch_consistency timezone_abbreviations trace_notify
            restrict_nonsystem_relation_kind vacuum_cost_delay vacuum_cost_limit vacuum_cost_page_dirty
            vacuum_cost_page_hit vacuum_cost_page_miss vacuum_failsafe_age vacuum_freeze_min_age
            vacuum_freeze_table_age vacuum_max_eager_freeze_failure_rate vacuum_multixact_failsafe_age
            vacuum_multixact_freeze_min_age vacuum_multixact_freeze_table_age vacuum_truncate application_name
            transaction_isolation transaction_read_only transaction_deferrable""");

    /** The driver sets it as it connects, and ends a session in which another is set. */
    private static final Set<String> OF_THE_DRIVER = Set.of("client_encoding");

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 18})
    void eachSettingThatARoleMayChangeIsFixedOrHarmless(int major) throws SQLException {
        List<String> undecided = new ArrayList<>();
        try (Connection connection = PostgresServer.of(major).connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT name FROM pg_settings WHERE context = 'user' AND name !~ '[.]' ORDER BY 1")) {
            while (row.next()) {
                undecided.add(row.getString(1));
            }
        }
        undecided.removeAll(SessionSettings.all().keySet());
        List.of(PLANS, RESOURCES, NOT_OURS, OF_THE_DRIVER).forEach(undecided::removeAll);

        assertThat(undecided).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void fixedSettingsHoldAgainstARoleThatChangesAllThatItMay(int major) throws SQLException {
        PostgresServer server = PostgresServer.of(major);
        String name = server.createDatabase("hostile");
        HostileRole.make(server, name);
        Database database = new Database(
                DatabaseUrl.parse(server.url(name, HostileRole.NAME)),
                Optional::empty,
                Failure.TARGET_DATABASE,
                "dbferry test");

        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> fixed : SessionSettings.all().entrySet()) {
                try (ResultSet row = statement.executeQuery(
                        "SELECT setting FROM pg_settings WHERE name = '" + fixed.getKey() + "'")) {
                    if (row.next()) {
                        assertThat(row.getString(1)).as(fixed.getKey()).isEqualTo(fixed.getValue());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void aSessionThatWouldNotHeedForeignKeysMayReadAndNotLoad(int major) throws SQLException {
        PostgresServer server = PostgresServer.of(major);
        String name = server.createDatabase("replica");
        server.execute("postgres", "DO $$ BEGIN CREATE ROLE plain LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        server.execute("postgres", "ALTER DATABASE \"" + name + "\" SET session_replication_role = replica");
        DatabaseUrl url = DatabaseUrl.parse(server.url(name, "plain"));

        new Database(url, Optional::empty, Failure.SOURCE_DATABASE, "dbferry test")
                .connect()
                .close();
        assertThatThrownBy(() -> new Database(url, Optional::empty, Failure.TARGET_DATABASE, "dbferry test").connect())
                .hasMessageEndingWith("permission denied to set parameter \"session_replication_role\"");
    }
}
