package cmd

import (
	"context"
	"net/url"
	"time"

	"zhulian/store"
	"zhulian/trust"
	"zhulian/vault"
)

// endsSoon is how long before its end somebody should see to a certificate that was given.
const endsSoon = 30 * 24 * time.Hour

// https looks at what the server is to speak https with; nothing of it is made here.
func (v *visit) https() {
	s := v.as.Secure
	if err := s.check(); err != nil {
		v.note("https", fails, "the server will not start: %v", err)
		return
	}
	if err := v.as.Behind.check(); err != nil {
		v.note("proxy", fails, "the server will not start: %v", err)
	} else if v.as.nameless(v.e.BaseURL, s.on()) {
		v.note("proxy", look, "people come by https, so by a proxy, and none is named: all callers look like one and share its rate; set ZHULIAN_TRUSTED_PROXY")
	}
	if s.Cert == "" {
		return
	}
	given, err := trust.Files(s.Cert, s.Key, v.e.Clock.Now, func(error) {})
	if err != nil {
		v.note("https", fails, "the server will not start: %v", err)
		return
	}
	end, host := given.Leaf().NotAfter, hostOf(v.e.BaseURL)
	switch left := end.Sub(v.e.Clock.Now()); {
	case left <= 0:
		v.note("https", fails, "the certificate in %s ended on %s, and browsers refuse it: put a new one in its place", s.Cert, end.Format(time.DateOnly))
	case host != "" && given.Leaf().VerifyHostname(host) != nil:
		v.note("https", fails, "the certificate in %s is not for %s, which ZHULIAN_BASE_URL says, and browsers refuse it: get one for that name", s.Cert, host)
	case left < endsSoon:
		v.note("https", look, "the certificate in %s ends on %s: put a new one in its place before", s.Cert, end.Format(time.DateOnly))
	default:
		v.note("https", well, "the certificate holds until %s", end.Format(time.DateOnly))
	}
}

// hostOf is the host of an address, or "".
func hostOf(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return at.Hostname()
}

// replicas asks each replica once.
func (v *visit) replicas(ctx context.Context, keys *vault.Vault) {
	if len(v.as.ReplicaURLs) == 0 {
		return
	}
	seen := make(chan store.Replica, len(v.as.ReplicaURLs))
	s, err := store.Open(ctx, v.e.DatabaseURL, store.Options{Vault: keys, Clock: v.e.Clock, Replicas: v.as.ReplicaURLs, ReplicaLag: v.as.ReplicaLag,
		TellReplica: func(r store.Replica) { seen <- r }})
	if err != nil {
		v.note("replicas", fails, "the server will not start: %v (ZHULIAN_DATABASE_REPLICA_URLS)", err)
		return
	}
	defer func() { _ = s.Close() }()
	s.LookAtReplicas(ctx)
	close(seen)
	silent := 0
	for r := range seen {
		if r.Err != nil {
			silent++
			v.note("replicas", look, "%s is left out, and all is asked of the primary: %v", r.Name, r.Err)
		}
	}
	if silent == 0 {
		v.note("replicas", well, "%d answer", len(v.as.ReplicaURLs))
	}
}

// otherWays looks at the configuration of the ways out for notices other than mail; nothing is sent.
func (v *visit) otherWays() {
	others := v.as.Channels
	others.SMTPURL = ""
	if others.SMSURL == "" && others.RobotsFile == "" {
		return
	}
	if _, err := others.ways(); err != nil {
		v.note("channels", fails, "the server will not start: %v", err)
		return
	}
	v.note("channels", well, "SMS and robots are configured; nothing was sent to try them")
}
