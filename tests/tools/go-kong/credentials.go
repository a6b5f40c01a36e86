package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/kong/go-kong/kong"
)

// What plugins bring along: each is a consumer's.
var credentials = []kind{
	credential("keyauth_credentials",
		func(c *kong.Client) service[kong.KeyAuth] { return c.KeyAuths },
		func(e *kong.KeyAuth) whose { return whose{e.Consumer, e.ID, e.Key} },
		unfilled[kong.KeyAuth]),
	credential("basicauth_credentials",
		func(c *kong.Client) service[kong.BasicAuth] { return keeping{c.BasicAuths} },
		func(e *kong.BasicAuth) whose { return whose{e.Consumer, e.ID, e.Username} },
		func(_ context.Context, _ *kong.Client, e *kong.BasicAuth) error {
			passwords[*e.ID] = e.Password
			e.Password = kong.String(kept)
			return nil
		}),
	credential("jwt_secrets",
		func(c *kong.Client) service[kong.JWTAuth] { return c.JWTAuths },
		func(e *kong.JWTAuth) whose { return whose{e.Consumer, e.ID, e.Key} },
		unfilled[kong.JWTAuth]),
	credential("oauth2_credentials",
		func(c *kong.Client) service[kong.Oauth2Credential] { return c.Oauth2Credentials },
		func(e *kong.Oauth2Credential) whose { return whose{e.Consumer, e.ID, e.ClientID} },
		unfilled[kong.Oauth2Credential]),
	credential("acls",
		func(c *kong.Client) service[kong.ACLGroup] { return c.ACLs },
		func(e *kong.ACLGroup) whose { return whose{e.Consumer, e.ID, e.Group} },
		unfilled[kong.ACLGroup]),
}

// What the client can do with credentials of a kind.
type service[T any] interface {
	Create(context.Context, *string, *T) (*T, error)
	Get(context.Context, *string, *string) (*T, error)
	Delete(context.Context, *string, *string) error
	List(context.Context, *kong.ListOpt) ([]*T, *kong.ListOpt, error)
	ListForConsumer(context.Context, *string, *kong.ListOpt) ([]*T, *kong.ListOpt, error)
}

// Whose a credential is, and by what it is found among his.
type whose struct {
	consumer *kong.Consumer
	id       *string
	name     *string
}

func credential[T any](
	name string,
	services func(*kong.Client) service[T],
	whose func(*T) whose,
	fill filler[T],
) kind {
	return of(name,
		func(c *kong.Client) pages[T] { return services(c).List },
		func(ctx context.Context, c *kong.Client, e *T) error {
			of := whose(e)
			made, err := services(c).Create(ctx, of.consumer.ID, e)
			if err != nil {
				return err
			}
			return found(ctx, services(c), whose(made), made)
		},
		func(ctx context.Context, c *kong.Client, e *T) error {
			of := whose(e)
			return services(c).Delete(ctx, of.consumer.ID, of.id)
		},
		fill)
}

// A credential is the same by its id, by its name, and in the list of its consumer.
func found[T any](ctx context.Context, service service[T], of whose, made *T) error {
	wanted, err := timeless(made)
	if err != nil {
		return err
	}
	var all []*T
	for _, name := range []*string{of.id, of.name} {
		one, err := service.Get(ctx, of.consumer.ID, name)
		if err != nil {
			return fmt.Errorf("%s: %w", *name, err)
		}
		all = append(all, one)
	}
	for _, one := range all {
		if is, err := timeless(one); err != nil || text(is) != text(wanted) {
			return fmt.Errorf("%s was made, and %s is there: %w", text(wanted), text(is), err)
		}
	}
	own, _, err := service.ListForConsumer(ctx, of.consumer.ID, &kong.ListOpt{Size: 1000})
	if err != nil {
		return err
	}
	for _, one := range own {
		if is, err := timeless(one); err == nil && text(is) == text(wanted) {
			return nil
		}
	}
	return fmt.Errorf("%s was made, and %s are there", text(wanted), text(own))
}

// What stands in the place of every password: no gateway tells one.
const kept = "kept"

// The passwords of a file, by the ids of those that have them.
var passwords = map[string]*string{}

// Says the passwords, and looks at what is told in their place.
type keeping struct {
	kong.AbstractBasicAuthService
}

func (k keeping) Create(ctx context.Context, consumer *string, e *kong.BasicAuth) (*kong.BasicAuth, error) {
	said := *e
	said.Password = passwords[*e.ID]
	return hidden(k.AbstractBasicAuthService.Create(ctx, consumer, &said))
}

func (k keeping) Get(ctx context.Context, consumer, name *string) (*kong.BasicAuth, error) {
	return hidden(k.AbstractBasicAuthService.Get(ctx, consumer, name))
}

func (k keeping) List(ctx context.Context, options *kong.ListOpt) ([]*kong.BasicAuth, *kong.ListOpt, error) {
	return allHidden(k.AbstractBasicAuthService.List(ctx, options))
}

func (k keeping) ListForConsumer(
	ctx context.Context, consumer *string, options *kong.ListOpt,
) ([]*kong.BasicAuth, *kong.ListOpt, error) {
	return allHidden(k.AbstractBasicAuthService.ListForConsumer(ctx, consumer, options))
}

func hidden(e *kong.BasicAuth, err error) (*kong.BasicAuth, error) {
	if err != nil {
		return nil, err
	}
	if e.Password == nil || !strings.HasPrefix(*e.Password, "$argon2id$") {
		return nil, fmt.Errorf("a password is told: %s", text(e))
	}
	e.Password = kong.String(kept)
	return e, nil
}

func allHidden(all []*kong.BasicAuth, next *kong.ListOpt, err error) ([]*kong.BasicAuth, *kong.ListOpt, error) {
	for _, e := range all {
		if _, err := hidden(e, nil); err != nil {
			return nil, nil, err
		}
	}
	return all, next, err
}
