using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace AiStudio.Tests.Architecture;

/// <summary>Reads from an assembly which type names which: base types, members' signatures, locals, and every token in the code. Blind to nameof and constants.</summary>
internal sealed class TypeEdges
{
    private static readonly Dictionary<int, int> OperandSizes = IlOperands.Sizes();

    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names;
    private readonly HashSet<Edge> _edges = [];

    private TypeEdges(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _names = new TypeNames(_metadata);
    }

    public static IReadOnlyCollection<Edge> Of(System.Reflection.Assembly assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly.Location));
        return new TypeEdges(image).Read();
    }

    private HashSet<Edge> Read()
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var type = _metadata.GetTypeDefinition(handle);
            var from = _names.Of(handle);
            Add(from, _names.Any(type.BaseType));
            foreach (var implementation in type.GetInterfaceImplementations())
            {
                Add(from, _names.Any(_metadata.GetInterfaceImplementation(implementation).Interface));
            }

            foreach (var field in type.GetFields())
            {
                Add(from, _metadata.GetFieldDefinition(field).DecodeSignature(_names, null));
            }

            foreach (var method in type.GetMethods())
            {
                ReadMethod(from, _metadata.GetMethodDefinition(method));
            }
        }

        return _edges;
    }

    private void ReadMethod(string from, MethodDefinition method)
    {
        var signature = method.DecodeSignature(_names, null);
        Add(from, signature.ReturnType);
        foreach (var parameter in signature.ParameterTypes)
        {
            Add(from, parameter);
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            foreach (var local in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null))
            {
                Add(from, local);
            }
        }

        ReadCode(from, body.GetILReader());
    }

    private void ReadCode(string from, BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            int opcode = code.ReadByte();
            if (opcode == 0xFE)
            {
                opcode = 0xFE00 | code.ReadByte();
            }

            var size = OperandSizes[opcode];
            if (size == IlOperands.Token)
            {
                var token = code.ReadInt32();
                if ((token >> 24) != 0x70) // a string
                {
                    Add(from, _names.Any(MetadataTokens.EntityHandle(token)));
                }
            }
            else
            {
                var skip = size == IlOperands.Switch ? 4 * code.ReadInt32() : size;
                code.Offset += skip;
            }
        }
    }

    private void Add(string from, ImmutableArray<string> to)
    {
        foreach (var name in to)
        {
            if (name != from)
            {
                _edges.Add(new Edge(from, name));
            }
        }
    }
}
