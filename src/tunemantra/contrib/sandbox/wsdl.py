"""The description of a SOAP 1.1 service whose operations take one element and give one back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

_FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="{space}" targetNamespace="{space}">
  <types><xs:schema targetNamespace="{space}" elementFormDefault="qualified">{elements}</xs:schema></types>
  {messages}
  <portType name="Port">{ports}</portType>
  <binding name="Soap" type="tns:Port">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    {bindings}
  </binding>
  <service name="Service"><port name="Port" binding="tns:Soap"><soap:address location={address}/></port></service>
</definitions>"""
_MESSAGE = '<message name="{name}"><part name="parameters" element="tns:{name}"/></message>'
_PORT = '<operation name="{name}"><input message="tns:{name}"/><output message="tns:{name}Response"/></operation>'
_BINDING = (
    '<operation name="{name}"><soap:operation soapAction="{space}#{name}"/>'
    '<input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>'
)


def wsdl(space: str, operations: Sequence[str], elements: str, address: str) -> str:
    """Return a WSDL 1.1.

    Args:
        space: name space of the service, `tns` in what follows; `space#operation` is an operation's SOAPAction.
        operations: their names; each takes the element of its name and gives back that with `Response` behind.
        elements: these elements and their types, as XML Schema (`xs`).
        address: where the service is reached.
    """
    names = [name for operation in operations for name in (operation, f"{operation}Response")]
    return _FRAME.format(
        space=space,
        elements=elements,
        messages="".join(_MESSAGE.format(name=name) for name in names),
        ports="".join(_PORT.format(name=name) for name in operations),
        bindings="".join(_BINDING.format(name=name, space=space) for name in operations),
        address=quoteattr(address),
    )


__all__ = ["wsdl"]
