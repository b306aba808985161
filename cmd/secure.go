package cmd

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"zhulian/models"
	"zhulian/server"
	"zhulian/server/respond"
	"zhulian/trust"
)

// Secure is how `zhulian serve` comes to speak https.
type Secure struct {
	TLS          string   `name:"tls" env:"ZHULIAN_TLS" enum:",local" default:"" placeholder:"local" help:"local: speak https with an authority made here; /trust tells people how to trust it."`
	Cert         string   `name:"tls-cert" env:"ZHULIAN_TLS_CERT" placeholder:"FILE" help:"Speak https with this certificate and its chain, in PEM; read again when it changes or on SIGHUP."`
	Key          string   `name:"tls-key" env:"ZHULIAN_TLS_KEY" placeholder:"FILE" help:"The key of the certificate, in PEM."`
	Hosts        []string `name:"tls-host" env:"ZHULIAN_TLS_HOST" placeholder:"HOST" help:"A name or address that the local authority is for, as people type it; may be repeated."`
	Dir          string   `name:"tls-dir" env:"ZHULIAN_TLS_DIR" placeholder:"DIR" help:"Where the local authority is kept; left out, beside the secret file."`
	RedirectAddr string   `name:"redirect-addr" env:"ZHULIAN_REDIRECT_ADDR" placeholder:"ADDR" help:"Listen here with plain http too, and send people to https."`
}

func (s Secure) check() error {
	switch {
	case (s.Cert == "") != (s.Key == ""):
		return errors.New("--tls-cert and --tls-key belong together")
	case s.Cert != "" && s.TLS != "":
		return errors.New("--tls local and --tls-cert exclude each other")
	case s.TLS == "" && len(s.Hosts) > 0:
		return errors.New("--tls-host belongs to --tls local")
	case s.RedirectAddr != "" && !s.on():
		return errors.New("--redirect-addr needs --tls local or --tls-cert")
	}
	return nil
}

func (s Secure) on() bool { return s.TLS != "" || s.Cert != "" }

// front is what stands before the pages: TLS or none, the authority that people are asked to trust, and plain http that sends to https.
type front struct {
	tls   *tls.Config
	root  *server.Root
	plain net.Listener
	to    redirector
}

func (f front) scheme() string {
	if f.tls != nil {
		return "https"
	}
	return "http"
}

// front opens what the flags name for a server that listens at addr.
func (s Secure) front(ctx context.Context, e *Env, addr net.Addr, log *slog.Logger) (front, error) {
	if !s.on() {
		return front{}, nil
	}
	keeper, f, err := s.keeper(e, addr.String(), log)
	if err != nil {
		return front{}, err
	}
	f.tls = trust.Config(keeper)
	_, f.to.port, _ = net.SplitHostPort(addr.String())
	if strings.HasPrefix(e.BaseURL, "https://") {
		f.to.base = strings.TrimSuffix(e.BaseURL, "/")
	}
	if s.RedirectAddr != "" {
		if f.plain, err = listenAt("--redirect-addr", s.RedirectAddr); err != nil {
			return front{}, err
		}
		log.Info("redirecting", "address", f.plain.Addr().String())
	}
	reloadOnHangup(ctx, keeper, log)
	return f, nil
}

// keeper is the certificate that the flags ask for, and what pages tell of the local authority where it is one.
func (s Secure) keeper(e *Env, addr string, log *slog.Logger) (trust.Keeper, front, error) {
	if s.Cert != "" {
		given, err := trust.Files(s.Cert, s.Key, e.Clock.Now, func(err error) { log.Warn("certificate", "error", err) })
		return given, front{}, err
	}
	local := trust.Local{Dir: s.Dir, Hosts: s.Hosts, Own: trust.OwnHosts(addr), Now: e.Clock.Now}
	if u, err := url.Parse(e.BaseURL); err == nil && u.Hostname() != "" {
		local.Hosts = append(local.Hosts, u.Hostname())
	}
	if local.Dir == "" {
		local.Dir = filepath.Dir(e.SecretFile)
	}
	a, err := local.Open()
	if err != nil {
		return nil, front{}, err
	}
	root := &server.Root{Certificate: a.Root().Raw, Fingerprint: trust.Fingerprint(a.Root()), Ends: a.Root().NotAfter, Hosts: a.Hosts()}
	log.Info("local authority", "fingerprint_sha256", root.Fingerprint, "hosts", strings.Join(root.Hosts, " "), "page", "/trust")
	return a, front{root: root}, nil
}

// reloadOnHangup reads the certificate again whenever the process is sent SIGHUP, until ctx ends.
func reloadOnHangup(ctx context.Context, k trust.Keeper, log *slog.Logger) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	go func() {
		defer signal.Stop(hangup)
		for {
			select {
			case <-ctx.Done():
				return
			case <-hangup:
				if err := k.Reload(); err != nil {
					log.Error("the certificate stays as it was", "error", err)
				} else {
					log.Info("certificate read again")
				}
			}
		}
	}()
}

// warnPlain says what people will miss where browsers will not take the address for safe.
func (c *Serve) warnPlain(e *Env, on net.Addr, log *slog.Logger) {
	if c.Secure.on() || trust.Loopback(on.String()) || len(c.TrustedProxy) > 0 || strings.HasPrefix(e.BaseURL, "https://") {
		return
	}
	log.Warn("plain http: passwords and personal data cross the network readable, and browsers give no offline work, no notifications and " +
		"no installing; use --tls local, --tls-cert with --tls-key, or a proxy with TLS named by --trusted-proxy")
}

// redirector sends whoever comes with plain http to https. Only the certificate of the local authority is answered in place, since who
// does not trust it yet cannot fetch it otherwise. Programs are refused: whoever writes them must hear of it.
type redirector struct {
	base  string // https://host[:port], or "" to keep the host that was asked for
	port  string // of the https listener
	plain http.Handler
}

func (r redirector) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if server.IsTrustPath(q.URL.Path) || q.URL.Path == "/healthz" {
		r.plain.ServeHTTP(w, q)
		return
	}
	if server.ForPrograms(q.URL.Path) {
		respond.Refuse(w, q, models.Forbidden("https_only"))
		return
	}
	to := r.base
	if to == "" {
		host := q.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		to = "https://" + strings.TrimSuffix(net.JoinHostPort(strings.Trim(host, "[]"), r.port), ":443")
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, q, to+q.URL.RequestURI(), http.StatusTemporaryRedirect) //nolint:gosec // to the host that the reader typed
}

// redirect answers plain http where the flags name an address for it, until ctx ends.
func (f front) redirect(ctx context.Context, pages http.Handler) error {
	if f.plain == nil {
		return nil
	}
	f.to.plain = pages
	web := &http.Server{Handler: f.to, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second,
		IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(f.plain) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	err := web.Close()
	if last := <-ended; !errors.Is(last, http.ErrServerClosed) {
		err = errors.Join(err, last)
	}
	return err
}
