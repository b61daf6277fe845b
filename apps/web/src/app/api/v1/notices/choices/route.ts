import { NoticeChoiceInput } from "@/http/notice-inputs.ts";
import { presentChoice } from "@/http/present-notices.ts";
import { json, noContent, route } from "@/http/route.ts";

export const GET = route({
  auth: "self.manage",
  handle: async ({ actor, app }) => {
    const { choices, address } = await app.readNoticeChoices({ actor });
    return json({ choices: choices.map(presentChoice), address });
  },
});

export const PUT = route({
  auth: "self.manage",
  body: NoticeChoiceInput,
  handle: async ({ actor, body, app }) => {
    await app.chooseNotices({ actor, ...body });
    return noContent();
  },
});
