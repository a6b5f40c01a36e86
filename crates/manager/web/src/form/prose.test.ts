import { expect, it } from "vitest";

import { partsOf } from "./prose.tsx";

it("finds code between backticks", () => {
    expect(partsOf("Either `tcp` or `tls`.")).toEqual([
        { text: "Either ", isCode: false },
        { text: "tcp", isCode: true },
        { text: " or ", isCode: false },
        { text: "tls", isCode: true },
        { text: ".", isCode: false },
    ]);
    expect(partsOf("`all`")).toEqual([{ text: "all", isCode: true }]);
    expect(partsOf("a lone ` stays")).toEqual([{ text: "a lone ` stays", isCode: false }]);
});
