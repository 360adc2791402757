/* Connections of ports: from a member of a projection to another, from a part to another. */
#include "frontend/nineml/version.h"

/* Old and new spellings of an attribute; the first one that is there. */
static const Str *either(const NmlFile *f, const XmlElement *e, const char *a, const char *b)
{
    return nml_name(f->all, e, xml_attribute(e, b) ? b : a);
}

static void add(const NmlFile *f, NmlConnections *to, const NmlConnection *c)
{
    if (c->sender && c->receiver && c->send && c->receive)
        VEC_PUSH(f->all->session->arena, to, *c);
}

/* <FromSource send_port="spike" receive_port="in"/> in <Response>. */
static void read_from(const NmlFile *f, const NmlRole *receiver, const XmlElement *e,
                      NmlConnections *out)
{
    for (int k = 0; k < NML_ROLES; k++) {
        const NmlRole *sender = &f->version->roles[k];
        if (!sender->from || !str_is(e->tag, sender->from))
            continue;
        const NmlConnection c = {.sender = str_from(f->all->session->strings, sender->role),
                                 .receiver = str_from(f->all->session->strings, receiver->role),
                                 .send = either(f, e, "send_port", "sender"),
                                 .receive = either(f, e, "receive_port", "receiver"),
                                 .span = e->span};
        add(f, out, &c);
    }
}

static void read_explicit(const NmlFile *f, const XmlElement *e, NmlConnections *out)
{
    const NmlConnection c = {.sender = either(f, e, "sender_role", "sender_name"),
                             .receiver = either(f, e, "receiver_role", "receiver_name"),
                             .send = either(f, e, "send_port", "sender"),
                             .receive = either(f, e, "receive_port", "receiver"),
                             .span = e->span};
    add(f, out, &c);
}

void nml_read_connections(const NmlFile *f, const XmlElement *e, NmlConnections *out)
{
    for (const XmlElement *s = e->first; s; s = s->next) {
        if (str_is(s->tag, "AnalogPortConnection") || str_is(s->tag, "EventPortConnection"))
            read_explicit(f, s, out);
        for (int k = 0; k < NML_ROLES; k++)
            if (str_is(s->tag, f->version->roles[k].tag))
                for (const XmlElement *from = s->first; from; from = from->next)
                    read_from(f, &f->version->roles[k], from, out);
    }
}
