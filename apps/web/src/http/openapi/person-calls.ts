import { NewAccessToken } from "@mosis/domain";
import { z } from "zod";
import { SessionParams, TokenParams } from "../inputs.ts";
import { AccessToken, CreatedToken, Session } from "./answers.ts";
import type { Call } from "./call.ts";

export const personCalls: readonly Call[] = [
  {
    at: "GET /api/v1/tokens",
    id: "listTokens",
    summary: "List your access tokens",
    auth: "self.manage",
    answer: [200, z.object({ tokens: z.array(AccessToken) })],
  },
  {
    at: "POST /api/v1/tokens",
    id: "createToken",
    summary: "Make an access token",
    auth: "self.manage",
    body: NewAccessToken,
    answer: [201, CreatedToken],
  },
  {
    at: "DELETE /api/v1/tokens/{tokenId}",
    id: "revokeToken",
    summary: "Revoke an access token",
    auth: "self.manage",
    params: TokenParams,
    answer: [204, null],
  },
  {
    at: "GET /api/v1/sessions",
    id: "listSessions",
    summary: "List where you are signed in",
    auth: "self.manage",
    answer: [200, z.object({ sessions: z.array(Session) })],
  },
  {
    at: "DELETE /api/v1/sessions/{sessionId}",
    id: "revokeSession",
    summary: "Sign out somewhere",
    auth: "self.manage",
    params: SessionParams,
    answer: [204, null],
  },
];
