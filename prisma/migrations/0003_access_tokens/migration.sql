-- CreateTable
CREATE TABLE "access_tokens" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "access_tokens_hash_key" ON "access_tokens"("hash");

-- CreateIndex
CREATE INDEX "access_tokens_user_id_created_at_idx" ON "access_tokens"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "access_tokens_developer_id_idx" ON "access_tokens"("developer_id");

-- AddForeignKey
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_developer_id_fkey" FOREIGN KEY ("developer_id") REFERENCES "developers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

-- A SHA-256, so that no text of a token can be stored by mistake.
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_start_check" CHECK (length("start") <= 16);
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_expires_at_check" CHECK ("expires_at" > "created_at");
-- Only a live token can be revoked: its end is the earlier of the two.
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_revoked_at_check" CHECK ("revoked_at" < "expires_at");
