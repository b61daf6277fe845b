-- Written by hand: an index for signing anew, and documents in the form that is signed.

CREATE INDEX "objects_feeds_idx" ON "objects"("updated_at", "key") WHERE "kind" = 'feed' AND "status" = 'stored';

INSERT INTO "outbox" ("name", "payload", "created_at")
SELECT 'feed.write', jsonb_build_object('appId', t."app_id", 'track', t."name"), now()
FROM "tracks" t WHERE t."sequence" > 0;
