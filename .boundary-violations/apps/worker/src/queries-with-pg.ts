// Breaks: pg-in-db-only
import "pg";
