/** The service behind the gateway: it tells what it was asked. */

import http from "node:http";

/**
 * Starts it on 127.0.0.1. It answers 200 with what it saw: a page for those who accept `text/html`, else JSON.
 *
 * @returns `url` (without a slash at the end); `requests`, all of `{method, path, headers, body}` so far, of which
 *     `path` has the query and `headers` are in small letters; `count()`; `last()`; `await stop()`
 */
export async function startUpstream() {
    const requests = [];
    const server = http.createServer(async (request, response) => {
        const chunks = [];
        for await (const chunk of request) {
            chunks.push(chunk);
        }
        const { method, url, headers } = request;
        const seen = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
        requests.push(seen);
        const wantsPage = (headers.accept ?? "").includes("text/html");
        response.setHeader("content-type", wantsPage ? "text/html; charset=utf-8" : "application/json");
        response.end(wantsPage ? page(seen) : JSON.stringify(seen));
    });
    await new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
    });
    return {
        url: `http://127.0.0.1:${server.address().port}`,
        requests,
        count: () => requests.length,
        last: () => requests.at(-1),
        async stop() {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}

function page({ method, path, headers, body }) {
    const rows = Object.entries(headers).map(
        ([name, value]) => `<tr><th>${escape(name)}</th><td id="${escape(name)}">${escape(String(value))}</td></tr>`,
    );
    return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The service</title>
<h1>The service</h1>
<p id="request">${escape(method)} ${escape(path)}</p>
<table>
${rows.join("\n")}
</table>
<pre id="body">${escape(body)}</pre>
</html>
`;
}

function escape(text) {
    return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
