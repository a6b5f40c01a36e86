package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/kong/go-kong/kong"
)

// Makes the gateway what the file says, or tells what is different.
func reconcile(ctx context.Context, client *kong.Client, wanted map[string][]json.RawMessage, acts bool) (bool, error) {
	created, updated, deleted := 0, 0, 0
	kept := map[string]map[string]bool{}
	for _, kind := range kinds {
		kept[kind.name] = map[string]bool{}
		held, err := kind.list(ctx, client, nil)
		if err != nil {
			return false, fmt.Errorf("%s: %w", kind.name, err)
		}
		byID := map[string]map[string]any{}
		for _, entity := range held {
			byID[entity["id"].(string)] = entity
		}
		for _, raw := range wanted[kind.name] {
			entity, err := kind.filled(ctx, client, raw)
			if err != nil {
				return false, fmt.Errorf("%s: %w", kind.name, err)
			}
			id := entity["id"].(string)
			kept[kind.name][id] = true
			is, there := byID[id]
			switch {
			case !there:
				created++
			case !reflect.DeepEqual(is, entity):
				updated++
				fmt.Printf("%s %s:\n  is     %s\n  wanted %s\n", kind.name, id, text(is), text(entity))
			default:
				continue
			}
			if acts {
				if err := kind.put(ctx, client, entity); err != nil {
					return false, fmt.Errorf("%s %s: %w", kind.name, id, err)
				}
			}
		}
	}
	// What links to others goes before them.
	for number := len(kinds) - 1; number >= 0; number-- {
		kind := kinds[number]
		held, err := kind.list(ctx, client, nil)
		if err != nil {
			return false, fmt.Errorf("%s: %w", kind.name, err)
		}
		for _, entity := range held {
			id := entity["id"].(string)
			if kept[kind.name][id] {
				continue
			}
			deleted++
			if acts {
				if err := kind.delete(ctx, client, entity); err != nil {
					return false, fmt.Errorf("%s %s: %w", kind.name, id, err)
				}
			}
		}
	}
	fmt.Printf("%d created, %d updated, %d deleted\n", created, updated, deleted)
	return created+updated+deleted > 0, nil
}

func text(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}
