/** The plugin that signs people in. No other file of these pages names a plugin. */
export const LOGIN_PLUGIN = "openid-connect";
