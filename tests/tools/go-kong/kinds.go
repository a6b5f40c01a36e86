package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/kong/go-kong/kong"
)

// One kind of entities, each as JSON without what the gateway alone says: when it was made and changed.
type kind struct {
	name   string
	list   func(context.Context, *kong.Client, []*string) ([]map[string]any, error)
	filled func(context.Context, *kong.Client, json.RawMessage) (map[string]any, error)
	put    func(context.Context, *kong.Client, map[string]any) error
	delete func(context.Context, *kong.Client, map[string]any) error
}

// All kinds, each behind those that it links to.
var kinds = append(configured, credentials...)

// Those of every gateway.
var configured = []kind{
	of("certificates",
		func(c *kong.Client) pages[kong.Certificate] { return c.Certificates.List },
		func(ctx context.Context, c *kong.Client, e *kong.Certificate) error {
			return second(c.Certificates.Create(ctx, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.Certificate) error {
			return c.Certificates.Delete(ctx, e.ID)
		},
		unfilled[kong.Certificate]),
	of("ca_certificates",
		func(c *kong.Client) pages[kong.CACertificate] { return c.CACertificates.List },
		func(ctx context.Context, c *kong.Client, e *kong.CACertificate) error {
			return second(c.CACertificates.Create(ctx, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.CACertificate) error {
			return c.CACertificates.Delete(ctx, e.ID)
		},
		unfilled[kong.CACertificate]),
	of("key_sets",
		func(c *kong.Client) pages[kong.KeySet] { return c.KeySets.List },
		func(ctx context.Context, c *kong.Client, e *kong.KeySet) error {
			return second(c.KeySets.Create(ctx, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.KeySet) error { return c.KeySets.Delete(ctx, e.ID) },
		unfilled[kong.KeySet]),
	of("keys",
		func(c *kong.Client) pages[kong.Key] { return c.Keys.List },
		func(ctx context.Context, c *kong.Client, e *kong.Key) error { return second(c.Keys.Create(ctx, e)) },
		func(ctx context.Context, c *kong.Client, e *kong.Key) error { return c.Keys.Delete(ctx, e.ID) },
		unfilled[kong.Key]),
	of("snis",
		func(c *kong.Client) pages[kong.SNI] { return c.SNIs.List },
		func(ctx context.Context, c *kong.Client, e *kong.SNI) error { return second(c.SNIs.Create(ctx, e)) },
		func(ctx context.Context, c *kong.Client, e *kong.SNI) error { return c.SNIs.Delete(ctx, e.ID) },
		unfilled[kong.SNI]),
	of("vaults",
		func(c *kong.Client) pages[kong.Vault] { return c.Vaults.List },
		func(ctx context.Context, c *kong.Client, e *kong.Vault) error { return second(c.Vaults.Create(ctx, e)) },
		func(ctx context.Context, c *kong.Client, e *kong.Vault) error { return c.Vaults.Delete(ctx, e.ID) },
		unfilled[kong.Vault]),
	of("consumer_groups",
		func(c *kong.Client) pages[kong.ConsumerGroup] { return c.ConsumerGroups.List },
		func(ctx context.Context, c *kong.Client, e *kong.ConsumerGroup) error {
			return second(c.ConsumerGroups.Create(ctx, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.ConsumerGroup) error {
			return c.ConsumerGroups.Delete(ctx, e.ID)
		},
		unfilled[kong.ConsumerGroup]),
	of("consumers",
		func(c *kong.Client) pages[kong.Consumer] { return c.Consumers.List },
		func(ctx context.Context, c *kong.Client, e *kong.Consumer) error {
			return second(c.Consumers.Create(ctx, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.Consumer) error {
			return c.Consumers.Delete(ctx, e.ID)
		},
		unfilled[kong.Consumer]),
	memberships,
	of("upstreams",
		func(c *kong.Client) pages[kong.Upstream] { return c.Upstreams.List },
		func(ctx context.Context, c *kong.Client, e *kong.Upstream) error {
			return second(c.Upstreams.Create(ctx, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.Upstream) error {
			return c.Upstreams.Delete(ctx, e.ID)
		},
		byDefaults[kong.Upstream]("upstreams")),
	of("targets",
		targets,
		func(ctx context.Context, c *kong.Client, e *kong.Target) error {
			return second(c.Targets.Create(ctx, e.Upstream.ID, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.Target) error {
			return c.Targets.Delete(ctx, e.Upstream.ID, e.ID)
		},
		byDefaults[kong.Target]("targets")),
	of("services",
		func(c *kong.Client) pages[kong.Service] { return c.Services.List },
		func(ctx context.Context, c *kong.Client, e *kong.Service) error {
			return second(c.Services.Create(ctx, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.Service) error { return c.Services.Delete(ctx, e.ID) },
		byDefaults[kong.Service]("services")),
	of("routes",
		func(c *kong.Client) pages[kong.Route] { return c.Routes.List },
		func(ctx context.Context, c *kong.Client, e *kong.Route) error { return second(c.Routes.Create(ctx, e)) },
		func(ctx context.Context, c *kong.Client, e *kong.Route) error { return c.Routes.Delete(ctx, e.ID) },
		byDefaults[kong.Route]("routes")),
	of("plugins",
		func(c *kong.Client) pages[kong.Plugin] { return c.Plugins.List },
		func(ctx context.Context, c *kong.Client, e *kong.Plugin) error {
			return second(c.Plugins.Create(ctx, e))
		},
		func(ctx context.Context, c *kong.Client, e *kong.Plugin) error { return c.Plugins.Delete(ctx, e.ID) },
		pluginDefaults),
}

// Who is in which group. Nothing but the two is told of it, so that both make its name here. Its tags are the group's.
var memberships = kind{
	name: "consumer_group_consumers",
	list: func(ctx context.Context, client *kong.Client, tags []*string) ([]map[string]any, error) {
		var all []map[string]any
		for options := (&kong.ListOpt{Size: 1000, Tags: tags, MatchAllTags: true}); options != nil; {
			groups, next, err := client.ConsumerGroups.List(ctx, options)
			if err != nil {
				return nil, err
			}
			for _, group := range groups {
				consumers, err := membersOf(ctx, client, group)
				if err != nil {
					return nil, err
				}
				for _, consumer := range consumers {
					all = append(all, membership(*group.ID, *consumer.ID))
				}
			}
			options = next
		}
		return all, nil
	},
	filled: func(_ context.Context, _ *kong.Client, raw json.RawMessage) (map[string]any, error) {
		entity, err := read[kong.ConsumerGroupConsumer](raw)
		if err != nil {
			return nil, err
		}
		return membership(*entity.ConsumerGroup.ID, *entity.Consumer.ID), nil
	},
	put: with(func(ctx context.Context, client *kong.Client, e *kong.ConsumerGroupConsumer) error {
		return second(client.ConsumerGroupConsumers.Create(ctx, e.ConsumerGroup.ID, e.Consumer.ID))
	}),
	delete: with(func(ctx context.Context, client *kong.Client, e *kong.ConsumerGroupConsumer) error {
		return client.ConsumerGroupConsumers.Delete(ctx, e.ConsumerGroup.ID, e.Consumer.ID)
	}),
}

func membership(group, consumer string) map[string]any {
	return map[string]any{
		"id":             group + " " + consumer,
		"consumer_group": map[string]any{"id": group},
		"consumer":       map[string]any{"id": consumer},
	}
}

// The consumers of a group are told in three ways, which must be one.
func membersOf(ctx context.Context, client *kong.Client, group *kong.ConsumerGroup) ([]*kong.Consumer, error) {
	shown, err := client.ConsumerGroups.Get(ctx, group.Name)
	if err != nil {
		return nil, err
	}
	short, err := client.ConsumerGroups.GetWithNoConsumers(ctx, group.ID)
	if err != nil {
		return nil, err
	}
	listed, err := client.ConsumerGroupConsumers.ListAll(ctx, group.ID)
	if err != nil {
		return nil, err
	}
	if text(shown.ConsumerGroup) != text(group) || text(short.ConsumerGroup) != text(group) {
		return nil, fmt.Errorf("%s is shown as %s", *group.Name, text(shown))
	}
	if len(short.Consumers) != 0 || len(listed) != len(shown.Consumers) {
		return nil, fmt.Errorf("%s has %s, and %s are listed", *group.Name, text(shown), text(listed))
	}
	for number, consumer := range listed {
		if text(consumer) != text(shown.Consumers[number]) {
			return nil, fmt.Errorf("%s has %s, and %s are listed", *group.Name, text(shown), text(listed))
		}
	}
	return listed, nil
}

type pages[T any] func(context.Context, *kong.ListOpt) ([]*T, *kong.ListOpt, error)

type filler[T any] func(context.Context, *kong.Client, *T) error

func of[T any](
	name string,
	list func(*kong.Client) pages[T],
	put func(context.Context, *kong.Client, *T) error,
	remove func(context.Context, *kong.Client, *T) error,
	fill filler[T],
) kind {
	return kind{
		name: name,
		list: func(ctx context.Context, client *kong.Client, tags []*string) ([]map[string]any, error) {
			// Small pages, so that there is more than one.
			options := &kong.ListOpt{Size: 2, Tags: tags, MatchAllTags: true}
			var all []map[string]any
			for options != nil {
				page, next, err := list(client)(ctx, options)
				if err != nil {
					return nil, err
				}
				for _, entity := range page {
					shown, err := timeless(entity)
					if err != nil {
						return nil, err
					}
					all = append(all, shown)
				}
				options = next
			}
			return all, nil
		},
		filled: func(ctx context.Context, client *kong.Client, raw json.RawMessage) (map[string]any, error) {
			entity, err := read[T](raw)
			if err != nil {
				return nil, err
			}
			if err := fill(ctx, client, entity); err != nil {
				return nil, err
			}
			return timeless(entity)
		},
		put:    with(put),
		delete: with(remove),
	}
}

func with[T any](act func(context.Context, *kong.Client, *T) error) func(context.Context, *kong.Client, map[string]any) error {
	return func(ctx context.Context, client *kong.Client, shown map[string]any) error {
		raw, err := json.Marshal(shown)
		if err != nil {
			return err
		}
		entity, err := read[T](raw)
		if err != nil {
			return err
		}
		return act(ctx, client, entity)
	}
}

func read[T any](raw json.RawMessage) (*T, error) {
	entity := new(T)
	return entity, json.Unmarshal(raw, entity)
}

func timeless(entity any) (map[string]any, error) {
	text, err := json.Marshal(entity)
	if err != nil {
		return nil, err
	}
	var shown map[string]any
	err = json.Unmarshal(text, &shown)
	delete(shown, "created_at")
	delete(shown, "updated_at")
	// How long it lives is less each time that it is told.
	if left, is := shown["ttl"].(float64); is {
		shown["ttl"] = 1000 * math.Ceil(left/1000)
	}
	// The gateway makes it of the certificate.
	delete(shown, "cert_digest")
	// The names of a certificate are entities of their own; those of a route are its own.
	if _, is := shown["cert"]; is {
		delete(shown, "snis")
	}
	return shown, err
}

func second[T any](_ *T, err error) error { return err }

func unfilled[T any](context.Context, *kong.Client, *T) error { return nil }

func byDefaults[T any](name string) filler[T] {
	return func(ctx context.Context, client *kong.Client, entity *T) error {
		schema, err := client.Schemas.Get(ctx, name)
		if err != nil {
			return fmt.Errorf("its schema: %w", err)
		}
		return kong.FillEntityDefaults(entity, schema)
	}
}

func pluginDefaults(ctx context.Context, client *kong.Client, plugin *kong.Plugin) error {
	schema, err := client.Plugins.GetFullSchema(ctx, plugin.Name)
	if err != nil {
		return fmt.Errorf("its schema: %w", err)
	}
	return kong.FillPluginsDefaults(plugin, schema)
}

// Targets have no list of their own: it is that of each upstream.
func targets(client *kong.Client) pages[kong.Target] {
	return func(ctx context.Context, options *kong.ListOpt) ([]*kong.Target, *kong.ListOpt, error) {
		upstreams, err := client.Upstreams.ListAll(ctx)
		if err != nil {
			return nil, nil, err
		}
		var all []*kong.Target
		for _, upstream := range upstreams {
			for next := options; next != nil; {
				page, further, err := client.Targets.List(ctx, upstream.ID, next)
				if err != nil {
					return nil, nil, err
				}
				all, next = append(all, page...), further
			}
		}
		return all, nil, nil
	}
}
