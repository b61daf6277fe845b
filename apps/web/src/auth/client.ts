"use client";

import { signIn as nextAuthSignIn, signOut as nextAuthSignOut } from "next-auth/react";

/** Goes to GitHub and comes back to `callbackUrl`. */
export const signInWithGithub = (callbackUrl: string) => nextAuthSignIn("github", { callbackUrl });

/** Signs in by name, in a demo store. False when that name cannot be used. */
export async function signInByName(name: string): Promise<boolean> {
  const result = await nextAuthSignIn("demo", { name, redirect: false });
  return result?.ok === true && !result.error;
}

/** Ends this session, here and in the database. */
export const signOut = () => nextAuthSignOut({ callbackUrl: "/" });
