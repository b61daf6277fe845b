// Breaks: adapters-import-domain-only
import "@mosis/storage";
