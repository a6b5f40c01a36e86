// Asks the Admin API what Kong's own tools ask, by Kong's own client library: it fills in defaults by the schemas that
// the gateway tells, makes the entities of a file by their ids, compares them with what the gateway then has, and takes
// them away again.
//
// go-kong ADDRESS ping | reset | elsewhere
// go-kong ADDRESS dump TAG…
// go-kong ADDRESS validate | sync | diff FILE
//
// FILE is JSON: a list of entities for each kind. Ends with 0, with 1 for an error, and `diff` with 2 for differences.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/kong/go-kong/kong"
)

func main() {
	code, err := run(context.Background(), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(ctx context.Context, arguments []string) (int, error) {
	if len(arguments) < 2 {
		return 1, fmt.Errorf("what is asked? go-kong ADDRESS COMMAND [FILE]")
	}
	client, err := kong.NewClient(&arguments[0], nil)
	if err != nil {
		return 1, err
	}
	wanted := map[string][]json.RawMessage{}
	if len(arguments) > 2 && arguments[1] != "dump" {
		text, err := os.ReadFile(arguments[2])
		if err != nil {
			return 1, err
		}
		if err := json.Unmarshal(text, &wanted); err != nil {
			return 1, err
		}
	}
	switch arguments[1] {
	case "ping":
		return 0, ping(ctx, client)
	case "dump":
		return 0, dump(ctx, client, kong.StringSlice(arguments[2:]...))
	case "elsewhere":
		return 0, elsewhere(ctx, client)
	case "validate":
		return 0, validate(ctx, client, wanted)
	case "sync":
		_, err := reconcile(ctx, client, wanted, true)
		return 0, err
	case "diff":
		different, err := reconcile(ctx, client, wanted, false)
		if different {
			return 2, err
		}
		return 0, err
	case "reset":
		_, err := reconcile(ctx, client, map[string][]json.RawMessage{}, true)
		return 0, err
	}
	return 1, fmt.Errorf("there is no command %q", arguments[1])
}

// Which version of Kong the gateway takes itself for decides what is asked later.
func ping(ctx context.Context, client *kong.Client) error {
	root, err := client.Root(ctx)
	if err != nil {
		return err
	}
	version, err := kong.ParseSemanticVersion(kong.VersionFromInfo(root))
	if err != nil {
		return fmt.Errorf("version %q: %w", kong.VersionFromInfo(root), err)
	}
	information, err := client.Info.Get(ctx)
	if err != nil {
		return err
	}
	if _, err := client.Status(ctx); err != nil {
		return err
	}
	if _, _, err := client.Listeners(ctx); err != nil {
		return err
	}
	fmt.Printf("version %d, database %s\n", version.Major(), information.Configuration.Database)
	return nil
}

// All entities that have all of these tags.
func dump(ctx context.Context, client *kong.Client, tags []*string) error {
	held := map[string][]map[string]any{}
	for _, kind := range kinds {
		entities, err := kind.list(ctx, client, tags)
		if err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
		if len(entities) > 0 {
			held[kind.name] = entities
		}
	}
	text, err := json.MarshalIndent(held, "", "  ")
	fmt.Println(string(text))
	return err
}

func validate(ctx context.Context, client *kong.Client, wanted map[string][]json.RawMessage) error {
	for name, entities := range wanted {
		for _, entity := range entities {
			good, why, err := client.Schemas.Validate(ctx, kong.EntityType(name), entity)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if !good {
				return fmt.Errorf("%s: %s", name, why)
			}
		}
	}
	return nil
}

// What tools list beside the entities here. It may not be there, and must say so by 404: anything else ends them. That
// filters are off is said by 400, which decK knows.
func elsewhere(ctx context.Context, client *kong.Client) error {
	options := &kong.ListOpt{Size: 1000}
	lists := map[string]func() error{
		"key-auths":     func() error { _, _, err := client.KeyAuths.List(ctx, options); return err },
		"basic-auths":   func() error { _, _, err := client.BasicAuths.List(ctx, options); return err },
		"hmac-auths":    func() error { _, _, err := client.HMACAuths.List(ctx, options); return err },
		"jwts":          func() error { _, _, err := client.JWTAuths.List(ctx, options); return err },
		"acls":          func() error { _, _, err := client.ACLs.List(ctx, options); return err },
		"mtls-auths":    func() error { _, _, err := client.MTLSAuths.List(ctx, options); return err },
		"oauth2":        func() error { _, _, err := client.Oauth2Credentials.List(ctx, options); return err },
		"licenses":      func() error { _, _, err := client.Licenses.List(ctx, options); return err },
		"rbac/roles":    func() error { _, err := client.RBACRoles.ListAll(ctx); return err },
		"filter-chains": func() error { _, _, err := client.FilterChains.List(ctx, options); return err },
		"workspaces":    func() error { _, err := client.Workspaces.ListAll(ctx); return err },
	}
	for name, list := range lists {
		if err := list(); err != nil && !kong.IsNotFoundErr(err) {
			var refused *kong.APIError
			if name == "filter-chains" && errors.As(err, &refused) && refused.Code() == 400 {
				continue
			}
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
