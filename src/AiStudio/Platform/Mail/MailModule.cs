using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Mail;

internal static class MailModule
{
    public static void AddMail(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsSection<MailOptions>(MailOptions.Section);
        services.AddSingleton<SiteLinks>();
        services.AddSingleton<MailFiles>();
        services.AddSingleton<SmtpMailSender>();
        services.AddSingleton<IMailSender>(provider => provider.GetRequiredService<IOptions<MailOptions>>().Value.Host.Length > 0
            ? provider.GetRequiredService<SmtpMailSender>()
            : provider.GetRequiredService<MailFiles>());
        services.AddSingleton<MailQueue>();
        services.AddHostedService<MailDelivery>();
    }
}
