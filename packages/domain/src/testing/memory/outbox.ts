import { type JobId, newId } from "../../ids.ts";
import type { Job } from "../../jobs.ts";
import type { Outbox } from "../../ports/stores.ts";
import type { Access, OutboxRow, State } from "./state.ts";

/** Adds a job to the state's outbox. */
export function addJob(state: State, job: Job, createdAt: Date): void {
  const id = newId<"job">();
  const row = {
    id,
    generation: 1,
    job: structuredClone(job),
    createdAt,
    claimedUntil: 0,
    failed: null,
    // Nothing is traced where the store is in memory.
    trace: null,
  };
  state.outbox.set(id, row);
  state.changed.add("outbox");
}

/** Adds the job, or has it wait again where it was given up. */
export function requeueJob(state: State, job: Job, at: Date): void {
  const failed = [...state.outbox.values()].find((row) => row.failed && isSameJob(row.job, job));
  if (failed) waitAgain(state, failed);
  else addJob(state, job, at);
}

export function isSameJob(one: Job, other: Job): boolean {
  return one.name === other.name && JSON.stringify(one.payload) === JSON.stringify(other.payload);
}

function waitAgain(state: State, row: OutboxRow): void {
  state.outbox.set(row.id, { ...row, generation: row.generation + 1, claimedUntil: 0, failed: null });
  state.changed.add("outbox");
}

export function memoryOutbox({ write }: Access): Outbox {
  const failedRow = (state: State, id: JobId) => {
    const row = state.outbox.get(id);
    return row?.failed ? row : null;
  };

  return {
    add: (job, at) => write((state) => addJob(state, job, at)),
    addAll: (jobs, at) =>
      write((state) => {
        for (const job of jobs) addJob(state, job, at);
      }),
    requeue: (job, at) => write((state) => requeueJob(state, job, at)),

    giveUp: ({ id, generation }, failure, at) =>
      write(({ outbox }) => {
        const row = outbox.get(id);
        if (!row || row.failed || row.generation !== generation) return false;
        outbox.set(id, { ...row, failed: { failure: { ...failure }, at } });
        return true;
      }),

    retry: (id) =>
      write((state) => {
        const row = failedRow(state, id);
        if (row) waitAgain(state, row);
        return row && structuredClone(row.job);
      }),

    discard: (id) =>
      write((state) => {
        const row = failedRow(state, id);
        if (row) state.outbox.delete(id);
        return row && structuredClone(row.job);
      }),
  };
}
