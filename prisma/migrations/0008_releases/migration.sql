-- CreateTable
CREATE TABLE "tracks" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "tracks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "track_devices" (
    "track_id" UUID NOT NULL,
    "name_sha256" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "added_by" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "track_devices_pkey" PRIMARY KEY ("track_id","name_sha256")
);

-- CreateTable
CREATE TABLE "release_groups" (
    "id" UUID NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "release_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "releases" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "track_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "group_id" UUID,
    "status" TEXT NOT NULL,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "basis_points" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ramp_step" INTEGER,
    "ramp_hours" INTEGER,
    "raises_at" TIMESTAMPTZ(3),
    "paused_for" TEXT,
    "completed_in" BIGINT,
    "installed" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "forgiven_installed" INTEGER NOT NULL DEFAULT 0,
    "forgiven_failed" INTEGER NOT NULL DEFAULT 0,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "releases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "install_reports" (
    "id" UUID NOT NULL,
    "counted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "install_reports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tracks_app_id_name_key" ON "tracks"("app_id", "name");

-- CreateIndex
CREATE INDEX "releases_app_id_created_at_idx" ON "releases"("app_id", "created_at");

-- CreateIndex
CREATE INDEX "releases_version_id_idx" ON "releases"("version_id");

-- CreateIndex
CREATE INDEX "releases_group_id_idx" ON "releases"("group_id");

-- CreateIndex
CREATE INDEX "install_reports_counted_at_idx" ON "install_reports"("counted_at");

-- AddForeignKey
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "track_devices" ADD CONSTRAINT "track_devices_track_id_fkey" FOREIGN KEY ("track_id") REFERENCES "tracks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_track_id_fkey" FOREIGN KEY ("track_id") REFERENCES "tracks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "release_groups"("id") ON DELETE SET NULL ON UPDATE CASCADE;
-- From here on written by hand: what the Prisma schema cannot say, and what devices get already.

ALTER TABLE "tracks" ADD CONSTRAINT "tracks_name_check" CHECK ("name" ~ '^[a-z][a-z0-9-]{0,31}$');
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_audience_check" CHECK ("audience" IN ('everyone', 'listed'));
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_sequence_check" CHECK ("sequence" >= 0);
ALTER TABLE "track_devices" ADD CONSTRAINT "track_devices_name_sha256_check" CHECK ("name_sha256" ~ '^[0-9a-f]{64}$');

ALTER TABLE "releases" ADD CONSTRAINT "releases_status_check" CHECK (
  "status" IN ('scheduled', 'rolling', 'paused', 'complete', 'superseded', 'rolled_back', 'cancelled')
);
ALTER TABLE "releases" ADD CONSTRAINT "releases_basis_points_check" CHECK ("basis_points" BETWEEN 1 AND 10000);
ALTER TABLE "releases" ADD CONSTRAINT "releases_scheduled_check" CHECK (
  ("status" = 'scheduled') = ("starts_at" IS NOT NULL)
);
ALTER TABLE "releases" ADD CONSTRAINT "releases_paused_for_check" CHECK ("paused_for" IN ('person', 'failures'));
ALTER TABLE "releases" ADD CONSTRAINT "releases_paused_check" CHECK (
  ("status" = 'paused') = ("paused_for" IS NOT NULL)
);
ALTER TABLE "releases" ADD CONSTRAINT "releases_complete_check" CHECK (
  "status" <> 'complete' OR ("basis_points" = 10000 AND "completed_in" IS NOT NULL)
);
ALTER TABLE "releases" ADD CONSTRAINT "releases_ramp_check" CHECK (
  num_nonnulls("ramp_step", "ramp_hours") = 0
  OR (num_nonnulls("ramp_step", "ramp_hours") = 2 AND "ramp_step" BETWEEN 1 AND 10000 AND "ramp_hours" > 0)
);
ALTER TABLE "releases" ADD CONSTRAINT "releases_raises_check" CHECK (
  ("raises_at" IS NOT NULL) = ("status" = 'rolling' AND "ramp_step" IS NOT NULL)
);
ALTER TABLE "releases" ADD CONSTRAINT "releases_reports_check" CHECK (
  least("forgiven_installed", "forgiven_failed") >= 0
  AND "installed" >= "forgiven_installed" AND "failed" >= "forgiven_failed"
);

-- A track has one of each.
CREATE UNIQUE INDEX "releases_under_way_key" ON "releases"("track_id") WHERE "status" IN ('rolling', 'paused');
CREATE UNIQUE INDEX "releases_base_key" ON "releases"("track_id") WHERE "status" = 'complete';
CREATE UNIQUE INDEX "releases_scheduled_key" ON "releases"("track_id") WHERE "status" = 'scheduled';
CREATE INDEX "releases_kept_idx" ON "releases"("app_id") WHERE "status" IN ('scheduled', 'rolling', 'paused', 'complete');
CREATE INDEX "releases_beneath_idx" ON "releases"("app_id", "track_id", "completed_in" DESC)
  WHERE "status" = 'superseded' AND "completed_in" IS NOT NULL;
-- What the clock calls for.
CREATE INDEX "releases_starts_idx" ON "releases"("starts_at") WHERE "status" = 'scheduled';
CREATE INDEX "releases_raises_idx" ON "releases"("raises_at") WHERE "status" = 'rolling' AND "raises_at" IS NOT NULL;

-- Every app has these from its creation: as a trigger, so that no writer can forget it, those of an earlier release
-- included. `coreTracks` in the domain says the same.
CREATE FUNCTION "add_core_tracks"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tracks (id, app_id, name, audience, created_at)
  SELECT gen_random_uuid(), NEW.id, core.name, core.audience, clock_timestamp() + core.number * interval '1 ms'
  FROM (VALUES ('stable', 'everyone', -3), ('beta', 'everyone', -2), ('internal', 'listed', -1))
    AS core (name, audience, number);
  RETURN NULL;
END;
$$;
CREATE TRIGGER "apps_add_core_tracks" AFTER INSERT ON "apps"
  FOR EACH ROW EXECUTE FUNCTION "add_core_tracks"();

INSERT INTO "tracks" ("id", "app_id", "name", "audience", "created_at")
SELECT gen_random_uuid(), a."id", core.name, core.audience, clock_timestamp() + core.number * interval '1 ms'
FROM "apps" a, (VALUES ('stable', 'everyone', -3), ('beta', 'everyone', -2), ('internal', 'listed', -1))
  AS core (name, audience, number);

-- What devices get stays what it is.
UPDATE "tracks" t SET "sequence" = 1 FROM "versions" v
WHERE v."app_id" = t."app_id" AND t."name" = 'stable' AND v."on_track";
INSERT INTO "releases" ("id", "app_id", "track_id", "version_id", "status", "status_changed_at", "basis_points",
  "completed_in", "created_by", "created_at")
SELECT gen_random_uuid(), v."app_id", t."id", v."id", 'complete', v."published_at", 10000, 1, v."created_by",
  v."published_at"
FROM "versions" v JOIN "tracks" t ON t."app_id" = v."app_id" AND t."name" = 'stable'
WHERE v."on_track";
