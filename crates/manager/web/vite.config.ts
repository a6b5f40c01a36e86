import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds a Manager, whose own pages it takes the place of. */
const MANAGER = process.env.LYCHGATE_MANAGER ?? "http://127.0.0.1:8002";

export default defineConfig({
    plugins: [react()],
    build: {
        target: "es2022",
        sourcemap: false,
        // The policy of the page allows no data: scripts, and a font or picture in a style sheet is none of ours.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        chunkSizeWarningLimit: 1200,
    },
    server: {
        host: "127.0.0.1",
        // Under the name that the browser calls it by: the Manager takes nothing from pages of another origin.
        proxy: Object.fromEntries(["/api", "/session"].map((path) => [path, { target: MANAGER, changeOrigin: false }])),
    },
});
