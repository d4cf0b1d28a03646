package io.dbferry.receiver.tables;

import io.dbferry.postgres.catalog.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The triggers and rules that the receiver itself has on tables, and what becomes of them during a load. */
public final class OwnActions {
    /** Foreign keys and deferrable constraints have triggers too, which are not the receiver's own. */
    private static final String ACTIONS = """
            WITH relation AS (
              SELECT r.oid AS root, r.oid FROM unnest(?::oid[]) r(oid)
              UNION SELECT r.oid, p.relid FROM unnest(?::oid[]) r(oid), pg_partition_tree(r.oid) p
              WHERE p.relid IS NOT NULL)
            SELECT r.root, format('%I.%I', n.nspname, c.relname), a.name, a.rule, a.state,
                   pg_has_role(c.relowner, 'USAGE'), a.inherited
            FROM relation r JOIN pg_class c ON c.oid = r.oid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN (SELECT tgrelid AS relation, tgname AS name, false AS rule, tgenabled AS state, tgparentid <> 0 AS inherited
                  FROM pg_trigger t
                  WHERE NOT tgisinternal OR (tgparentid <> 0 AND NOT EXISTS (
                    SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype <> 't'))
                  UNION ALL
                  SELECT ev_class, rulename, true, ev_enabled, false FROM pg_rewrite WHERE ev_type <> '1') a
              ON a.relation = r.oid
            ORDER BY 2, a.inherited, 3""";

    private OwnActions() {}

    /** When PostgreSQL lets it fire: {@code pg_trigger.tgenabled}, {@code pg_rewrite.ev_enabled}. */
    public enum State {
        ORIGIN("ENABLE"),
        REPLICA("ENABLE REPLICA"),
        ALWAYS("ENABLE ALWAYS"),
        DISABLED("DISABLE");

        private final String sql;

        State(String sql) {
            this.sql = sql;
        }

        static State of(String letter) {
            return switch (letter) {
                case "O" -> ORIGIN;
                case "R" -> REPLICA;
                case "A" -> ALWAYS;
                default -> DISABLED;
            };
        }
    }

    /**
     * A trigger or a rule.
     *
     * @param table the oid of the table, for a partition's that of the whole
     * @param relation the table or partition that has it, as SQL
     * @param owner whether the role may do what only the relation's owner may
     * @param inherited whether it follows a trigger of the partitioned table
     */
    public record Action(
            long table, String relation, String name, boolean rule, State state, boolean owner, boolean inherited) {
        /** Whether a load fires it: as in logical replication, if the role may see to that. */
        public boolean fires() {
            return switch (state) {
                case ORIGIN -> !owner;
                case REPLICA -> !rule && owner;
                case ALWAYS -> !(rule && owner);
                case DISABLED -> false;
            };
        }

        /** What it is, for messages. */
        public String describe() {
            return (rule ? "rule '" : "trigger '") + name + "' of table " + relation;
        }

        /** What its owner may execute so that it does not fire. */
        public String disableSql() {
            return sql(State.DISABLED);
        }

        /** What to do about a rule that a load would apply. */
        public String ruleHint() {
            return "Let the table's owner do the load, who skips its rules, or as the owner: " + disableSql();
        }

        /** What its owner may execute so that it has that state. */
        public String sql(State wanted) {
            return "ALTER TABLE " + (inherited ? "ONLY " : "") + relation + " " + wanted.sql
                    + (rule ? " RULE " : " TRIGGER ") + Sql.quote(name);
        }
    }

    /** All that these tables and their partitions have. */
    public static List<Action> of(Connection connection, Collection<Long> tables) throws SQLException {
        List<Action> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ACTIONS)) {
            for (int i = 1; i <= 2; i++) {
                statement.setArray(i, connection.createArrayOf("oid", tables.toArray()));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Action(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getBoolean(4),
                            State.of(row.getString(5)),
                            row.getBoolean(6),
                            row.getBoolean(7)));
                }
            }
        }
        return found;
    }
}
