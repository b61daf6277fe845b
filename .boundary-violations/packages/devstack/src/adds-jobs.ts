// Breaks: devstack-takes-migrations-only
import "@mosis/jobs";
