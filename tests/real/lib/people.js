/** Who can sign in, at every provider: the same people, with passwords equal to their names. */

function person(username, name, groups) {
    const [firstName, lastName] = name.split(" ");
    return {
        username,
        password: username,
        subject: `u-${username}`,
        name,
        firstName,
        lastName,
        email: `${username}@example.com`,
        groups,
    };
}

/** By what they are called at sign-in. */
export const PEOPLE = {
    alice: person("alice", "Alice Adler", ["admins", "staff"]),
    bob: person("bob", "Bob Brandt", ["staff"]),
    carol: person("carol", "Carol Chen", ["guests"]),
};
