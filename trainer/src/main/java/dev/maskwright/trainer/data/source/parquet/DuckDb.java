package dev.maskwright.trainer.data.source.parquet;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** An in-memory DuckDB, which reads tables in the order of their files. */
record DuckDb(Connection connection) implements AutoCloseable {

    static DuckDb open() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("threads", "1");
        settings.setProperty("preserve_insertion_order", "true");
        settings.setProperty("autoinstall_known_extensions", "false"); // nothing is ever downloaded
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("jdbc_stream_results", "true");
        return new DuckDb(DriverManager.getConnection("jdbc:duckdb:", settings));
    }

    Statement statement() throws SQLException {
        return connection.createStatement();
    }

    /** A file's name as an SQL literal that DuckDB does not treat as a pattern. */
    static String quoted(Path file) {
        String name = file.toString().replaceAll("[*?\\[]", "[$0]").replace("'", "''");
        return "'" + name + "'";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
