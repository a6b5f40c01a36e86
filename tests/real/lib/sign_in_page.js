/** The pages that oidc-provider leaves to others: to sign in, to say that one wants to sign out, and of errors. */

import { text } from "node:stream/consumers";

import { PEOPLE } from "./people.js";

const PATH = /^\/interaction\/[\w-]+$/;

/** Answers the requests for the sign-in page of this provider, and says whether it was one. */
export function asksForLogin(provider) {
    return async (request, response) => {
        if (!PATH.test(new URL(request.url, provider.issuer).pathname)) {
            return false;
        }
        try {
            await answer(provider, request, response);
        } catch (error) {
            response.writeHead(400, { "content-type": "text/plain" }).end(String(error));
        }
        return true;
    };
}

async function answer(provider, request, response) {
    const { uid } = await provider.interactionDetails(request, response);
    if (request.method !== "POST") {
        return show(response, uid, "");
    }
    const form = new URLSearchParams(await text(request));
    const person = PEOPLE[form.get("username")];
    if (!person || person.password !== form.get("password")) {
        return show(response, uid, "<p role=\"alert\">Nobody is called so, with that password.</p>");
    }
    await provider.interactionFinished(request, response, { login: { accountId: person.subject } });
}

function show(response, uid, told) {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(page("Sign in", `${told}
<form method="post" action="/interaction/${uid}">
<label>Name <input name="username" autocomplete="off"></label>
<label>Password <input name="password" type="password"></label>
<button type="submit">Sign in</button>
</form>`));
}

/** The page that asks whether somebody wants to sign out; `form` is the provider's, without a button. */
export function signOutPage(context, form) {
    const button = '<button type="submit" name="logout" value="yes">Sign out</button></form>';
    context.body = page("Sign out?", form.replace("</form>", button));
}

/** The page that tells what is wrong with what somebody came with. */
export function errorPage(context, { error, error_description: description }) {
    context.type = "html";
    context.body = page("That does not work", `<p>${escape(error)}: ${escape(description ?? "")}</p>`);
}

function escape(text) {
    return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function page(title, content) {
    return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<h1>${title}</h1>
${content}
</html>
`;
}
