-- AlterTable
ALTER TABLE "outbox" ADD COLUMN "traceparent" TEXT;

-- From here on written by hand: what the Prisma schema cannot say.

-- A W3C traceparent of version 00 (Trace Context, §3.2).
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_traceparent_check"
  CHECK ("traceparent" ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
