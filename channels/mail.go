package channels

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"
)

// Mail sends over SMTP. Make it with NewMail.
type Mail struct {
	host    string
	from    string
	domain  string
	options []mail.Option
}

// MailConfig is how mail goes out. URL is smtp://user:password@host:587, which insists on STARTTLS unless it ends in ?starttls=off, or
// smtps://host:465 for TLS from the first byte. From is the sender, as 助联 <notice@example.org>. TLS may be nil.
type MailConfig struct {
	URL, From string
	TLS       *tls.Config
}

// NewMail returns a way out over SMTP, or an error that says what is wrong with the configuration without quoting its password.
func NewMail(c MailConfig) (*Mail, error) {
	at, err := url.Parse(c.URL)
	if err != nil || at.Hostname() == "" || at.Scheme != "smtp" && at.Scheme != "smtps" {
		return nil, errors.New("mail server: want smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return nil, errors.New("sender of mail: want an address, as 助联 <notice@example.org>")
	}
	options, err := mailOptions(at)
	if err != nil {
		return nil, err
	}
	if c.TLS != nil {
		options = append(options, mail.WithTLSConfig(c.TLS))
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return &Mail{host: at.Hostname(), from: from.String(), domain: domain, options: options}, nil
}

func mailOptions(at *url.URL) ([]mail.Option, error) {
	options := []mail.Option{mail.WithTimeout(patience), mail.WithoutNoop(), mail.WithoutRset()}
	port := 587
	switch {
	case at.Scheme == "smtps":
		port = 465
		options = append(options, mail.WithSSL())
	case at.Query().Get("starttls") == "off":
		port = 25
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if said := at.Port(); said != "" {
		n, err := strconv.Atoi(said)
		if err != nil {
			return nil, errors.New("mail server: the port is not a number")
		}
		port = n
	}
	options = append(options, mail.WithPort(port))
	if at.User != nil {
		password, _ := at.User.Password()
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(at.User.Username()), mail.WithPassword(password))
	}
	return options, nil
}

// Send sends one mail to one address. Its errors are *Failure.
func (m *Mail) Send(ctx context.Context, to string, what Message) error {
	letter := mail.NewMsg()
	letter.SetMessageIDWithValue(what.ID + "@" + m.domain)
	letter.SetDateWithValue(what.At)
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers, please
	letter.Subject(what.Subject)
	letter.SetBodyString(mail.TypeTextPlain, what.Text)
	if err := letter.From(m.from); err != nil {
		return fail(Refused, "sender")
	}
	if err := letter.To(to); err != nil {
		return fail(Refused, "address")
	}
	client, err := mail.NewClient(m.host, m.options...)
	if err != nil {
		return fail(Refused, "configuration")
	}
	if err := client.DialWithContext(ctx); err != nil {
		return &Failure{Verdict: Again, Reason: "smtp_connect", Down: true}
	}
	err = client.Send(letter)
	_ = client.Close()
	if letter.IsDelivered() || err == nil {
		return nil
	}
	return smtpFailure(err)
}

// Probe connects to the server, logs in where that is configured, and goes again without sending anything.
func (m *Mail) Probe(ctx context.Context) error {
	client, err := mail.NewClient(m.host, m.options...)
	if err != nil {
		return fail(Refused, "configuration")
	}
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	return client.Close()
}

// smtpFailure judges a failure by where in the conversation it came: the server has the mail from its answer to the final dot on.
func smtpFailure(err error) error {
	var e *mail.SendError
	if !errors.As(err, &e) {
		return fail(Unsure, "smtp")
	}
	where, code := smtpPlaces[e.Reason], e.ErrorCode()
	reason := strings.TrimSpace(fmt.Sprintf("%s %s", where, number(code)))
	switch {
	case code >= 500:
		return fail(Refused, "%s", reason)
	case code == 0 && (e.Reason == mail.ErrSMTPDataClose || e.Reason == mail.ErrAmbiguous):
		return fail(Unsure, "%s", reason)
	}
	return fail(Again, "%s", reason)
}

var smtpPlaces = map[mail.SendErrReason]string{
	mail.ErrSMTPMailFrom: "smtp_from", mail.ErrSMTPRcptTo: "smtp_to", mail.ErrSMTPData: "smtp_data", mail.ErrWriteContent: "smtp_content",
	mail.ErrSMTPDataClose: "smtp_end", mail.ErrConnCheck: "smtp_connect",
}

func number(code int) string {
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}
