import { type Actor, canReview, isOwn } from "../../actor.ts";
import type { App } from "../../app.ts";
import type { Icon } from "../../icon.ts";
import type { AppId, DeveloperId } from "../../ids.ts";
import type { Screenshot } from "../../screenshot.ts";
import type { Upload } from "../../upload.ts";
import type { Version } from "../../version.ts";
import type { State } from "./state.ts";

function owns(actor: Actor, row: { developerId: DeveloperId; appId: AppId }): boolean {
  return actor.kind === "system" || isOwn(actor, row);
}

function reviews(actor: Actor): boolean {
  return actor.kind === "user" && canReview(actor);
}

function hasSubmitted(state: State, appId: AppId): boolean {
  return [...state.versions.values()].some(
    (version) => version.appId === appId && version.submittedAt !== null,
  );
}

export function seesVersion(actor: Actor, version: Version): boolean {
  return owns(actor, version) || (reviews(actor) && version.submittedAt !== null);
}

export function seesApp(state: State, actor: Actor, app: App): boolean {
  return owns(actor, { ...app, appId: app.id }) || (reviews(actor) && hasSubmitted(state, app.id));
}

export function seesIcon(state: State, actor: Actor, icon: Icon): boolean {
  return owns(actor, icon) || (reviews(actor) && hasSubmitted(state, icon.appId));
}

export function seesScreenshot(state: State, actor: Actor, screenshot: Screenshot): boolean {
  return owns(actor, screenshot) || (reviews(actor) && hasSubmitted(state, screenshot.appId));
}

export function seesUpload(actor: Actor, upload: Upload): boolean {
  return owns(actor, upload);
}
