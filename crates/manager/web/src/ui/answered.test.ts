import { expect, it } from "vitest";

import { both } from "./answered.tsx";

const query = <T>(data: T | undefined, error: unknown = null) => ({ data, error, refetch: () => undefined });

it("keeps what is known of two when one fails later", () => {
    expect(both(query(1), query("a"))).toMatchObject({ data: [1, "a"], error: null });
    expect(both(query(1, "away"), query("a"))).toMatchObject({ data: [1, "a"], error: "away" });
    expect(both(query(undefined), query("a"))).toMatchObject({ data: undefined, error: null });
    expect(both(query(0), query(null, "away"))).toMatchObject({ data: [0, null], error: "away" });
});
