import { NewAccessToken } from "@mosis/domain";
import { presentToken } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "self.manage",
  handle: async ({ actor, app }) => {
    const { live, ended } = await app.listTokens({ actor });
    return json({ tokens: [...live, ...ended].map((token) => presentToken(token)) });
  },
});

export const POST = route({
  auth: "self.manage",
  body: NewAccessToken,
  handle: async ({ actor, body, app }) => {
    const { token, text } = await app.createToken({ actor, ...body });
    return json({ ...presentToken(token), token: text }, 201);
  },
});
