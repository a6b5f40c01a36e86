/** Issuers at which strangers have accounts, too: that somebody is signed in says nothing about whose people they are. */
const OPEN: readonly { issuer: RegExp; who: string; hasDomains?: true }[] = [
    { issuer: /^https:\/\/accounts\.google\.com$/, who: "anybody in the world with a Google account", hasDomains: true },
    { issuer: /^https:\/\/login\.microsoftonline\.com\/(common|organizations)(\/|$)/, who: "everybody of every organisation at Microsoft" },
    {
        issuer: /^https:\/\/login\.microsoftonline\.com\/(consumers|9188040d-6c67-4c5b-b112-36a304b66dad)(\/|$)/,
        who: "anybody in the world with a personal Microsoft account",
    },
    { issuer: /^https:\/\/appleid\.apple\.com$/, who: "anybody in the world with an Apple account" },
    { issuer: /^https:\/\/gitlab\.com$/, who: "anybody in the world with an account at GitLab.com" },
];

/** Who signs in at an issuer, where that is more than the people of one house; and whether the claim hd tells them apart. */
export const strangersAt = (issuer: string): { who: string; hasDomains: boolean } | undefined => {
    const open = OPEN.find((one) => one.issuer.test(issuer.replace(/(\/\.well-known\/openid-configuration)?\/?$/, "")));
    return open && { who: open.who, hasDomains: open.hasDomains === true };
};
