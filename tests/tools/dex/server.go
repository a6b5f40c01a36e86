package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	gosundheit "github.com/AppsFlyer/go-sundheit"
	"github.com/dexidp/dex/server"
	"github.com/dexidp/dex/server/connectors"
	"github.com/dexidp/dex/server/session"
	"github.com/dexidp/dex/server/signer"
	"github.com/dexidp/dex/server/tokens"
	"github.com/dexidp/dex/storage"
	"github.com/dexidp/dex/storage/memory"
	"golang.org/x/crypto/bcrypt"
)

// How long a key signs. It is never waited for: `rotate` puts the clock of the keys on by as much.
const period = 6 * time.Hour

// dex outlives its listener and its servers, which are made anew when its configuration changes.
type dex struct {
	issuer   string
	address  string
	store    storage.Storage
	signer   signer.Signer
	logger   *slog.Logger
	ahead    atomic.Int64
	requests atomic.Int64
	server   atomic.Pointer[server.Server]
	listener *http.Server
}

// open makes one that listens.
func open(ctx context.Context, given options) (*dex, error) {
	address := net.JoinHostPort("127.0.0.1", fmt.Sprint(given.Port))
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	store, err := known(memory.New(logger), given)
	if err != nil {
		return nil, err
	}
	dex := &dex{issuer: "http://" + address + "/dex", address: address, store: store, logger: logger}
	keys := signer.LocalConfig{KeysRotationPeriod: period.String()}
	dex.signer, err = keys.Open(ctx, store, 24*time.Hour, dex.clockOfKeys, logger)
	if err != nil {
		return nil, err
	}
	if err := dex.serve(ctx, given.Seconds); err != nil {
		return nil, err
	}
	return dex, dex.listen()
}

// known is a store that knows these clients and people.
func known(store storage.Storage, given options) (storage.Storage, error) {
	var clients []storage.Client
	for _, client := range given.Clients {
		clients = append(clients, storage.Client{
			ID:                     client.ID,
			Secret:                 client.Secret,
			Name:                   client.ID,
			RedirectURIs:           client.Redirects,
			PostLogoutRedirectURIs: client.Goodbyes,
		})
	}
	var passwords []storage.Password
	for _, person := range given.People {
		hash, err := bcrypt.GenerateFromPassword([]byte(person.Password), bcrypt.DefaultCost)
		if err != nil {
			return nil, err
		}
		passwords = append(passwords, storage.Password{
			Email:             person.Email,
			Hash:              hash,
			Username:          person.Username,
			Name:              person.Name,
			PreferredUsername: person.Username,
			UserID:            person.ID,
			Groups:            person.Groups,
		})
	}
	store = storage.WithStaticClients(store, clients)
	store = storage.WithStaticPasswords(store, passwords, slog.New(slog.NewTextHandler(io.Discard, nil)))
	local := storage.Connector{ID: connectors.LocalConnector, Name: "Email", Type: connectors.LocalConnector}
	return storage.WithStaticConnectors(store, []storage.Connector{local}), nil
}

// serve puts a server into service whose tokens last for so many seconds. What the one before knew it knows, too.
func (dex *dex) serve(ctx context.Context, seconds int) error {
	refresh, err := tokens.NewRefreshTokenPolicy(dex.logger, false, "", "", "0s")
	if err != nil {
		return err
	}
	made, err := server.NewServer(ctx, server.Config{
		Issuer:             dex.issuer,
		Storage:            dex.store,
		SkipApprovalScreen: true,
		IDTokensValidFor:   time.Duration(seconds) * time.Second,
		RefreshTokenPolicy: refresh,
		PasswordConnector:  connectors.LocalConnector,
		Logger:             dex.logger,
		Signer:             dex.signer,
		HealthChecker:      gosundheit.New(),
		SessionConfig: &session.Config{
			CookieName:        "dex_session",
			AbsoluteLifetime:  2 * time.Hour,
			ValidIfNotUsedFor: time.Hour,
		},
	})
	if err == nil {
		dex.server.Store(made)
	}
	return err
}

// clockOfKeys is as far ahead as keys have been changed by hand.
func (dex *dex) clockOfKeys() time.Time {
	return time.Now().Add(time.Duration(dex.ahead.Load()))
}

// rotate has Dex change its key as if its time were over. The old one stays published.
func (dex *dex) rotate() {
	dex.ahead.Add(int64(period))
	// The signer looks at the time when it starts; a start that is over at once looks only this once.
	over, end := context.WithCancel(context.Background())
	end()
	dex.signer.Start(over)
}

// revoke forgets a refresh token, as whoever looks after a Dex does by its API. The id of one is part of its text.
func (dex *dex) revoke(ctx context.Context, token string) error {
	text, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return err
	}
	known, err := dex.store.ListRefreshTokens(ctx)
	if err != nil {
		return err
	}
	for _, one := range known {
		if strings.Contains(string(text), one.ID) {
			return dex.store.DeleteRefresh(ctx, one.ID)
		}
	}
	return fmt.Errorf("nobody knows this refresh token")
}

// listen lets people in again, at the same address as ever.
func (dex *dex) listen() error {
	listener, err := net.Listen("tcp", dex.address)
	if err != nil {
		return err
	}
	dex.listener = &http.Server{Handler: dex}
	go dex.listener.Serve(listener)
	return nil
}

// stop closes the door: who calls is refused, as if there were nobody.
func (dex *dex) stop() error {
	if dex.listener == nil {
		return nil
	}
	listener := dex.listener
	dex.listener = nil
	return listener.Close()
}

func (dex *dex) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	dex.requests.Add(1)
	dex.server.Load().ServeHTTP(response, request)
}
