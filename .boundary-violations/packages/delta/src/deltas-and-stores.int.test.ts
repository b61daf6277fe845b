// Breaks: delta-tests-import-devstack-only
import type { ObjectStore } from "@mosis/domain";

export type Store = ObjectStore;
