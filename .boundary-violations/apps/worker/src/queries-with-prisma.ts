// Breaks: prisma-in-db-only
import "@prisma/client";
