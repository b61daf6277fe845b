// Breaks: command-line-container-takes-storage-only, command-line-loads-storage-late
import "@mosis/db";
import "@mosis/storage";
