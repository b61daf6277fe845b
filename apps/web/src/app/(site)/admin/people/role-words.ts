import type { PlatformRole } from "@mosis/domain";

/** What a role in the store is called, and what it lets somebody do. */
export const platformRoleWords: Record<PlatformRole, { title: string; may: string }> = {
  member: { title: "Member", may: "Works in developer accounts, and nothing else." },
  reviewer: { title: "Reviewer", may: "Also sees what is submitted in every account, and decides on it." },
  admin: {
    title: "Admin",
    may: "Also runs the store: storage, retention, jobs, policies, people, takedowns.",
  },
};
