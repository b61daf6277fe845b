// Breaks: nothing
import "@mosis/db";
import "@mosis/storage";
